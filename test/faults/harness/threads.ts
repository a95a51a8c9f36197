/** The threads of another process that wait in the kernel for its streams and calls. */
import { readdirSync, readFileSync } from 'node:fs'

const threadName = 'sysvmq-wait'

/** How often they have gone to sleep so far. */
export function timesAsleep(pid: number): number {
  let times = 0
  for (const thread of readdirSync(`/proc/${pid}/task`)) {
    const status = readFileSync(`/proc/${pid}/task/${thread}/status`, 'utf8')
    if (!status.startsWith(`Name:\t${threadName}\n`)) continue
    times += Number(/^voluntary_ctxt_switches:\s+(\d+)$/m.exec(status)?.[1])
  }
  return times
}
