/** Worker threads that are made and terminated while they wait leave no thread and no memory behind. */
import { fileURLToPath } from 'node:url'
import { fill, privateQueue } from '../support/queue.js'
import type { Fault } from './harness/fault.js'
import { Program } from './harness/program.js'
import type { Run } from './harness/run.js'

/** The test of the same has it, with fewer workers. */
const churn = fileURLToPath(new URL('../process/fixtures/churn.js', import.meta.url))
/** Of V8's heaps, which grow and shrink as they like; a worker has about 10 MiB. */
const marginMiB = 32

export const workerChurn: Fault = {
  name: 'worker-churn',
  title: 'worker_threads made and terminated while they wait: threads and memory flat',
  count: 100,
  unit: 'workers',
  async run(run: Run) {
    await run.each(1, async (round) => {
      const empty = privateQueue(round)
      const full = privateQueue(round)
      const sent = fill(full)
      const child = new Program(round, process.execPath, [churn, run.count, empty.id, full.id])
      await child.succeeds(30 + run.count * 2)

      const after = child.lines.map((line) => line.split(' ').slice(1).map(Number))
      const [threads, memory, files] = [0, 1, 2].map((word) =>
        after.map((words) => words[word] ?? 0),
      )
      const early = Math.max(...(memory ?? []).slice(0, 10))
      const late = Math.max(...(memory ?? []).slice(-10))
      const kept = full.stat().messages
      round.tally.add({ sent, lost: sent - kept })
      round.tally.notes.push(`threads ${threads?.at(-1)}, MiB ${early} -> ${late}`)
      if (after.length !== run.count) round.fail(`${after.length} workers`)
      if (new Set(threads).size !== 1) round.fail(`threads: ${threads}`)
      if (new Set(files?.slice(5)).size > 1) round.fail(`open files: ${files}`)
      if (late - early >= marginMiB) round.fail(`from ${early} to ${late} MiB`)
      if (empty.stat().messages !== 0 || kept !== sent) round.fail('the queues have changed')
    })
  },
}
