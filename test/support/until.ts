/** Waiting for an event that nobody announces, such as another process falling asleep. */
import { readdirSync, readFileSync } from 'node:fs'
import { setTimeout as sleep } from 'node:timers/promises'

/** Asks until the answer is yes; throws after `seconds`, so that a hang is a failure with a name. */
export async function until(what: string, answer: () => boolean, seconds = 20): Promise<void> {
  const deadline = performance.now() + seconds * 1000
  while (!answer()) {
    if (performance.now() > deadline) throw new Error(`not within ${seconds} s: ${what}`)
    await sleep(2)
  }
}

/** System call numbers of x86-64 and arm64: what /proc tells of a thread that sleeps in one. */
const numbers: Record<string, Record<'msgsnd' | 'msgrcv', string>> = {
  x64: { msgsnd: '69', msgrcv: '70' },
  arm64: { msgsnd: '189', msgrcv: '188' },
}

/** Threads of the process that sleep in the call now. */
export function sleepers(call: 'msgsnd' | 'msgrcv', pid = process.pid): number {
  const number = numbers[process.arch]?.[call]
  const directory = `/proc/${pid}/task`
  return readdirSync(directory).filter((thread) => {
    try {
      return readFileSync(`${directory}/${thread}/syscall`, 'utf8').split(' ')[0] === number
    } catch {
      // The thread has ended.
      return false
    }
  }).length
}

/** Waits until that many threads of this process sleep in the call. */
export function asleep(call: 'msgsnd' | 'msgrcv', count = 1): Promise<void> {
  return until(`asleep in ${call}`, () => sleepers(call) === count)
}
