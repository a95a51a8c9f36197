/** However a worker thread ends: within 2 s, with nothing missing, and the process goes on. */
import t, { type Test } from 'tap'
import { privateQueue } from '../support/queue.js'
import { Child } from './child.js'
import type { Reading } from './fixtures/reading.js'
import type { Writing } from './fixtures/writing.js'
import { account, allOnce, takeNumbers, upTo } from './numbered.js'
import { reachReading, reachWriting } from './states.js'

t.setTimeout(120_000)

const ways = [
  'worker.terminate()',
  'process.exit()',
  'an uncaught throw',
  'a natural end',
  'process.exit() of the main thread',
]
// What waits in a receive() or a send() keeps the worker alive.
const possible = (way: string) => (state: string) => way !== 'a natural end' || !/\(\)/.test(state)

let slowest = 0

/** Ends the worker, and, once it has ended, the process. */
async function end(t: Test, child: Child, way: string): Promise<void> {
  const begun = performance.now()
  child.tell('end')
  if (way !== 'process.exit() of the main thread') {
    await child.says('worker-ended', 2)
    slowest = Math.max(slowest, performance.now() - begun)
    child.hangUp()
  }
  const { code, signal } = await child.ends()
  t.strictSame([code, signal], [way === 'process.exit() of the main thread' ? 7 : 0, null])
  t.notMatch(child.complaints, 'sysvmq:')
}

for (const way of ways) {
  for (const state of (Object.keys(reachReading) as Reading[]).filter(possible(way))) {
    await t.test(`${way}, ${state}: ends, and no message is missing`, async (t) => {
      const queue = privateQueue(t)
      const child = new Child(t, 'worker-ends', [way, queue.id, state])
      await child.says('begun')
      const sent = await reachReading[state](queue, child)
      await end(t, child, way)
      t.strictSame(account(sent, child.numbers('consumed'), takeNumbers(queue)), allOnce)
    })
  }

  for (const state of (Object.keys(reachWriting) as Writing[]).filter(possible(way))) {
    await t.test(`${way}, ${state}: ends, and what was confirmed is there`, async (t) => {
      const queue = privateQueue(t)
      const child = new Child(t, 'worker-ends', [way, queue.id, state])
      await child.says('begun')
      const taken = await reachWriting[state](queue, child)
      await end(t, child, way)
      const confirmed = child.numbers('sent')
      t.strictSame([...taken, ...takeNumbers(queue)], upTo(confirmed.length))
      t.strictSame(confirmed, upTo(confirmed.length))
    })
  }
}
t.comment(`slowest end: ${slowest.toFixed()} ms`)
