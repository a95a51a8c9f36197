/** A process may end in the listener that hears of what is sent, also of what is told at its end. */
import t, { type Test } from 'tap'
import { privateQueue } from '../support/queue.js'
import { Child } from './child.js'
import { account, allOnce, sendNumbered, takeNumbers, upTo } from './numbered.js'

const ways = [
  { way: 'process.exit()', code: 7 },
  { way: 'a throw', code: 1 },
]

for (const { way, code } of ways) {
  const begin = async (t: Test) => {
    const full = privateQueue(t)
    const queue = privateQueue(t)
    sendNumbered(queue, 0, 40)
    const child = new Child(t, 'ends-confirming', [way, full.id, queue.id])
    await child.says('taken')
    t.match(await child.ends(), { code, signal: null }, child.complaints)
    return { full, queue, child }
  }

  t.test(`${way} in a 'sent' listener: what was confirmed is there, in order, once`, async (t) => {
    const { full, child } = await begin(t)
    const arrived = [...child.numbers('taken'), ...takeNumbers(full)]
    const confirmed = child.numbers('sent')
    t.strictSame(arrived, upTo(arrived.length))
    t.strictSame(confirmed, upTo(confirmed.length), `${confirmed.length} of ${arrived.length}`)
    t.ok(confirmed.length > 16 && confirmed.length <= arrived.length)
  })

  // Also the listener that is told of the rest at exit ends the process: all is closed by then.
  t.test(`${way} in a 'sent' listener: what was read ahead goes back`, async (t) => {
    const { queue, child } = await begin(t)
    t.strictSame(account(40, child.numbers('consumed'), takeNumbers(queue)), allOnce)
  })
}
