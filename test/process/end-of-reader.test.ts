/** However a process ends: within 2 s, and what its reader had not handed out is in the queue again. */
import t from 'tap'
import { privateQueue } from '../support/queue.js'
import { Child } from './child.js'
import type { Reading } from './fixtures/reading.js'
import { account, allOnce, takeNumbers } from './numbered.js'
import { reachReading } from './states.js'

t.setTimeout(120_000)

const everywhere = Object.keys(reachReading) as Reading[]
const blocked: Reading[] = ['blocked in msgrcv', 'receive() blocked in msgrcv']
// A receive() that waits keeps the process alive, and has no unref().
const streams = everywhere.filter((state) => !state.startsWith('receive()'))

// SIGTERM without a handler leaves no time to put anything back, as SIGKILL: only what is blocked
// has nothing to lose.
const ways = [
  { way: 'process.exit()', code: 7, signal: null, states: everywhere },
  { way: 'an uncaught throw', code: 1, signal: null, states: everywhere },
  { way: 'an unhandled rejection', code: 1, signal: null, states: everywhere },
  { way: 'SIGTERM with a handler', code: 7, signal: null, states: everywhere },
  { way: 'SIGTERM', code: null, signal: 'SIGTERM', states: blocked },
  { way: 'a natural end', code: 0, signal: null, states: streams },
] as const

let slowest = 0
for (const { way, code, signal, states } of ways) {
  for (const state of states) {
    await t.test(`${way}, ${state}: ends, and no message is missing`, async (t) => {
      const queue = privateQueue(t)
      const child = new Child(t, 'ends', [way, queue.id, state], way === 'process.exit()')
      await child.says('begun')
      const sent = await reachReading[state](queue, child)
      if (way.startsWith('SIGTERM')) child.kill('SIGTERM')
      else child.tell('end')
      const ending = await child.ends()
      slowest = Math.max(slowest, ending.milliseconds)
      t.match(ending, { code, signal }, child.complaints)
      t.strictSame(account(sent, child.numbers('consumed'), takeNumbers(queue)), allOnce)
      t.notMatch(child.complaints, 'sysvmq:')
    })
  }
}
t.comment(`slowest end: ${slowest.toFixed()} ms`)
