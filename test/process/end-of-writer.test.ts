/** However a process ends: within 2 s, and what it was told is sent is in the queue, in order, once. */
import t from 'tap'
import { privateQueue } from '../support/queue.js'
import { Child } from './child.js'
import type { Writing } from './fixtures/writing.js'
import { takeNumbers, upTo } from './numbered.js'
import { reachWriting } from './states.js'

t.setTimeout(120_000)

const everywhere = Object.keys(reachWriting) as Writing[]
// A send() that waits keeps the process alive, and has no unref().
const streams = everywhere.filter((state) => !state.startsWith('send()'))

const ways = [
  { way: 'process.exit()', code: 7, signal: null, states: everywhere },
  { way: 'an uncaught throw', code: 1, signal: null, states: everywhere },
  { way: 'an unhandled rejection', code: 1, signal: null, states: everywhere },
  { way: 'SIGTERM with a handler', code: 7, signal: null, states: everywhere },
  { way: 'SIGTERM', code: null, signal: 'SIGTERM', states: everywhere },
  { way: 'a natural end', code: 0, signal: null, states: streams },
] as const

let slowest = 0
for (const { way, code, signal, states } of ways) {
  for (const state of states) {
    await t.test(`${way}, ${state}: ends, and what was confirmed is there`, async (t) => {
      const queue = privateQueue(t)
      const child = new Child(t, 'ends', [way, queue.id, state], way === 'process.exit()')
      await child.says('begun')
      const taken = await reachWriting[state](queue, child)
      if (way.startsWith('SIGTERM')) child.kill('SIGTERM')
      else child.tell('end')
      const ending = await child.ends()
      slowest = Math.max(slowest, ending.milliseconds)
      t.match(ending, { code, signal }, child.complaints)
      const confirmed = child.numbers('sent')
      // Nobody made room meanwhile, so that nothing was sent that was not confirmed.
      t.strictSame([...taken, ...takeNumbers(queue)], upTo(confirmed.length))
      t.strictSame(confirmed, upTo(confirmed.length))
    })
  }
}
t.comment(`slowest end: ${slowest.toFixed()} ms`)
