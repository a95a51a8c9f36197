/** What arrives, or finds room, in the very moment that a process ends is not lost either. */
import { setImmediate as turn } from 'node:timers/promises'
import t from 'tap'
import { privateQueue } from '../support/queue.js'
import { Child } from './child.js'
import { account, allOnce, sendNumbered, takeNumbers, upTo } from './numbered.js'
import { asleep } from './states.js'

t.setTimeout(120_000)

const rounds = 5
const ways = ['process.exit()', 'an uncaught throw', 'SIGTERM with a handler', 'a natural end']

/** Repeats the step until the child has ended, which it is told when the step's count is `moment`. */
async function endAt(moment: number, child: Child, way: string, step: () => number): Promise<void> {
  while (step() < moment) await turn()
  if (way.startsWith('SIGTERM')) child.kill('SIGTERM')
  else child.tell('end')
  const ending = child.ends()
  for (; !child.over; await turn()) step()
  await ending
}

for (const way of ways) {
  await t.test(`${way} while messages arrive: none is missing`, async (t) => {
    for (let round = 0; round < rounds; round++) {
      const queue = privateQueue(t)
      const child = new Child(t, 'ends', [way, queue.id, 'blocked in msgrcv'])
      await asleep('msgrcv', child)
      let sent = 0
      // As fast as it takes them, so that there is room for what it puts back.
      await endAt(round * 101, child, way, () => {
        while (queue.stat().messages < 4) sendNumbered(queue, sent, ++sent)
        return sent
      })
      const left = takeNumbers(queue)
      const consumed = child.numbers('consumed')
      t.strictSame(account(sent, consumed, left), allOnce, `${consumed.length} + ${left.length}`)
      await queue.remove()
    }
  })

  await t.test(`${way} while messages find room: what was confirmed is there`, async (t) => {
    for (let round = 0; round < rounds; round++) {
      const queue = privateQueue(t)
      const child = new Child(t, 'ends', [way, queue.id, 'blocked in msgsnd'])
      await asleep('msgsnd', child)
      const taken: number[] = []
      await endAt(round * 101, child, way, () => taken.push(...takeNumbers(queue)))
      const arrived = [...taken, ...takeNumbers(queue)]
      const confirmed = child.numbers('sent')
      t.strictSame(arrived, upTo(arrived.length), 'in order, each once')
      t.strictSame(confirmed, upTo(confirmed.length))
      t.ok(confirmed.length <= arrived.length, `${confirmed.length} of ${arrived.length} confirmed`)
      await queue.remove()
    }
  })
}

t.test('process.exit() while messages arrive in a worker thread: none is missing', async (t) => {
  for (let round = 0; round < rounds; round++) {
    const queue = privateQueue(t)
    const way = 'process.exit() of the main thread'
    const child = new Child(t, 'worker-ends', [way, queue.id, 'blocked in msgrcv'])
    await asleep('msgrcv', child)
    let sent = 0
    await endAt(round * 101, child, way, () => {
      while (queue.stat().messages < 4) sendNumbered(queue, sent, ++sent)
      return sent
    })
    const left = takeNumbers(queue)
    const consumed = child.numbers('consumed')
    const { missing, twice } = account(sent, consumed, left)
    t.strictSame([consumed, twice], [upTo(consumed.length), []])
    // The thread may be stopped when the next message is on its way to the handler: then it counts
    // as consumed.
    const inHand = missing.length === 0 ? [] : [consumed.length]
    t.strictSame(missing, inHand, `${consumed.length} + ${left.length}`)
    await queue.remove()
  }
})
