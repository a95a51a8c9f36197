/** The test's part in bringing a fixture to what it is to be at, and knowing that it is there. */
import type { MessageQueue } from '../../lib/index.js'
import { sleepers, until } from '../support/until.js'
import type { Child } from './child.js'
import type { Reading } from './fixtures/reading.js'
import type { Writing } from './fixtures/writing.js'
import { sendNumbered, takeNumbers } from './numbered.js'

export function asleep(call: 'msgsnd' | 'msgrcv', child: Child, threads = 1): Promise<void> {
  const there = () => sleepers(call, child.pid) === threads
  return until(`${threads} threads of the child in ${call}`, there)
}

/** Sends once the reader sleeps, so that it has a thread; then waits until `left` are left. */
function feed(left: number, threads: number, { streams = 1, count = 40 } = {}) {
  return async (queue: MessageQueue, child: Child): Promise<number> => {
    await asleep('msgrcv', child, streams)
    sendNumbered(queue, 0, count)
    await until(`${left} messages left`, () => queue.stat().messages === left)
    await asleep('msgrcv', child, threads)
    return count
  }
}

/** Each says how many messages it has sent. */
export const reachReading: Record<Reading, (queue: MessageQueue, child: Child) => Promise<number>> =
  {
    'paused from the start': async (queue) => {
      sendNumbered(queue, 0, 40)
      return 40
    },
    // 5 consumed, 16 read ahead.
    'read ahead, thread idle': feed(40 - 21, 0),
    'read ahead, blocked in msgrcv': feed(0, 1),
    'blocked in msgrcv': feed(0, 1),
    // Each of them as above, but only one consumed.
    'read ahead by three streams': feed(60 - 51, 0, { streams: 3, count: 60 }),
    'receive() blocked in msgrcv': async (_queue, child) => {
      await asleep('msgrcv', child)
      return 0
    },
  }

/** What fits is sent and said, and the thread sleeps for the next. */
async function full(_queue: MessageQueue, child: Child): Promise<number[]> {
  await until('16 sent', () => child.numbers('sent').length === 16)
  await asleep('msgsnd', child)
  return []
}

/** Each says which messages it has taken out. */
export const reachWriting: Record<
  Writing,
  (queue: MessageQueue, child: Child) => Promise<number[]>
> = {
  'all sent, thread idle': async (queue, child) => {
    await asleep('msgsnd', child)
    const taken = takeNumbers(queue)
    await until('all 20 sent', () => child.numbers('sent').length === 20)
    await asleep('msgsnd', child, 0)
    return taken
  },
  'blocked in msgsnd': full,
  'send() blocked in msgsnd': full,
}
