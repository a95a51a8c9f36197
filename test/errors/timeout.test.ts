import t from 'tap'
import { drain, fill, keyedQueue } from '../support/queue.js'
import { sleepers, until } from '../support/until.js'
import { fails, failure, isQueueError } from './expect.js'

for (const timeout of [0, 20]) {
  t.test(
    `receive() with a timeout of ${timeout} ms: ETIMEDOUT, and nothing is taken`,
    async (t) => {
      const queue = keyedQueue(t)
      queue.trySend('other', 2)
      const { id, key } = queue
      const says = new RegExp(`${timeout} ms .*"timeout"`)
      const receive = () => queue.receive({ type: 1, timeout })
      await fails(t, receive, { code: 'ETIMEDOUT', syscall: 'msgrcv', id, key, says })
      t.same(drain(queue), ['other'])
    },
  )

  t.test(`send() with a timeout of ${timeout} ms: ETIMEDOUT, and nothing is sent`, async (t) => {
    const queue = keyedQueue(t)
    const before = fill(queue)
    const { id, key } = queue
    const says = new RegExp(`${timeout} ms .*"timeout"`)
    const send = () => queue.send(Buffer.alloc(1024), { timeout })
    await fails(t, send, { code: 'ETIMEDOUT', syscall: 'msgsnd', id, key, says })
    t.equal(drain(queue).length, before)
  })
}

t.test('with a timeout of 0, what is possible at once is done', async (t) => {
  const queue = keyedQueue(t)
  await queue.send('x', { timeout: 0 })
  t.equal((await queue.receive({ timeout: 0 })).data.toString(), 'x')
})

t.test('in line, the send() behind one that timed out is sent in its turn', async (t) => {
  const queue = keyedQueue(t)
  fill(queue)
  const first = failure(() => queue.send('first', { timeout: 20 }))
  const second = queue.send('second')
  const { id, key } = queue
  const says = /20 ms/
  isQueueError(t, await first, { code: 'ETIMEDOUT', syscall: 'msgsnd', id, key, says })
  t.ok(queue.tryReceive())
  await second
  t.equal(drain(queue).at(-1), 'second')
})

t.test('in line, a send() times out although it is not its turn', async (t) => {
  const queue = keyedQueue(t)
  fill(queue)
  const first = queue.send('first')
  const second = failure(() => queue.send('second', { timeout: 20 }))
  const { id, key } = queue
  const says = /20 ms/
  isQueueError(t, await second, { code: 'ETIMEDOUT', syscall: 'msgsnd', id, key, says })
  t.ok(queue.tryReceive())
  await first
  t.equal(drain(queue).at(-1), 'first')
})

t.test('after a timeout nobody is left who would take the next message', async (t) => {
  const queue = keyedQueue(t)
  await failure(() => queue.receive({ timeout: 1 }))
  await until('nobody waits', () => sleepers('msgrcv') === 0)
  queue.trySend('next')
  t.same(drain(queue), ['next'])
})
