/** A process that ends in the middle of handling a message has consumed that one, and no other. */
import t from 'tap'
import { privateQueue } from '../support/queue.js'
import { Child } from './child.js'
import { account, allOnce, sendNumbered, takeNumbers, upTo } from './numbered.js'

t.setTimeout(120_000)

const consumers = [
  "a 'data' handler",
  "read() in a 'readable' handler",
  'async iteration',
  'a pipeline',
]
const ways = [
  { way: 'process.exit()', code: 7 },
  { way: 'a throw', code: 1 },
]

for (const consumer of consumers) {
  for (const { way, code } of ways) {
    await t.test(`${way} in ${consumer}: no message is missing`, async (t) => {
      const queue = privateQueue(t)
      sendNumbered(queue, 0, 40)
      const child = new Child(t, 'ends-consuming', [consumer, way, queue.id])
      await child.says('consumed')
      const ending = await child.ends()
      t.match(ending, { code, signal: null }, child.complaints)
      t.strictSame(child.numbers('consumed'), upTo(7))
      t.strictSame(account(40, upTo(7), takeNumbers(queue)), allOnce)
    })
  }
}
