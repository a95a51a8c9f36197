/** What was read ahead goes back into the queue when a process ends. And if that is full by then? */
import { setImmediate as turn } from 'node:timers/promises'
import t, { type Test } from 'tap'
import { privateQueue } from '../support/queue.js'
import { until } from '../support/until.js'
import { Child } from './child.js'
import type { Reading } from './fixtures/reading.js'
import { account, allOnce, numbered, takeNumbers } from './numbered.js'
import { asleep, reachReading } from './states.js'

t.setTimeout(120_000)

const ways = [
  { way: 'process.exit()', fixture: 'ends' },
  { way: 'worker.terminate()', fixture: 'worker-ends' },
]

/** How many it said that it could not put back. */
function lost(child: Child): number {
  const lines = child.complaints.matchAll(/^sysvmq: (\d+) messages that were read ahead did not/gm)
  return [...lines].reduce((sum, [, count]) => sum + Number(count), 0)
}

for (const { way, fixture } of ways) {
  const begin = async (t: Test, state: Reading) => {
    const queue = privateQueue(t)
    const child = new Child(t, fixture, [way, queue.id, state], way === 'process.exit()')
    let sent = await reachReading[state](queue, child)
    while (queue.trySend(numbered(sent))) sent++
    child.tell('end')
    child.hangUp()
    return { queue, child, sent }
  }

  t.test(`${way}, a reader makes room: no message is missing`, async (t) => {
    const { queue, child, sent } = await begin(t, 'read ahead, thread idle')
    const taken: number[] = []
    for (; !child.over; await turn()) taken.push(...takeNumbers(queue))
    await child.ends()
    taken.push(...takeNumbers(queue))
    t.strictSame(account(sent, child.numbers('consumed'), taken), allOnce)
    t.notMatch(child.complaints, 'sysvmq:')
  })

  t.test(
    `${way}, senders wait for room, too, and a reader makes it: none is missing`,
    async (t) => {
      const queue = privateQueue(t)
      const writer = new Child(t, 'ends', ['process.exit()', queue.id, 'blocked in msgsnd'])
      await asleep('msgsnd', writer)
      const child = new Child(t, fixture, [way, queue.id, 'read ahead, thread idle'])
      await until('5 are consumed', () => child.numbers('consumed').length === 5)
      await asleep('msgsnd', writer)
      child.tell('end')
      child.hangUp()
      const taken: number[] = []
      for (; !child.over; await turn()) taken.push(...takeNumbers(queue))
      await child.ends()
      writer.tell('end')
      await writer.ends()
      taken.push(...takeNumbers(queue))
      const places = [child.numbers('consumed'), taken]
      t.strictSame(account(places.flat().length, ...places), allOnce, `${taken.length} taken`)
      t.notMatch(child.complaints, 'sysvmq:')
    },
  )

  for (const state of ['read ahead, thread idle', 'read ahead by three streams'] as const) {
    t.test(`${way}, ${state}, nobody makes room: ends, and says what is lost`, async (t) => {
      const { queue, child, sent } = await begin(t, state)
      t.comment(`ended after ${(await child.ends()).milliseconds.toFixed()} ms`)
      const { missing, twice } = account(sent, child.numbers('consumed'), takeNumbers(queue))
      t.strictSame([missing.length, twice], [lost(child), []])
      t.ok(missing.length > 0)
    })
  }
}
