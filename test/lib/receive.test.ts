import t from 'tap'
import { AbortError } from '../../lib/index.js'
import { drain, privateQueue } from '../support/queue.js'
import { sleepers, until } from '../support/until.js'

t.test('receive takes what is there, and waits for what is not', async (t) => {
  const queue = privateQueue(t)
  queue.trySend('there')
  t.equal((await queue.receive()).data.toString(), 'there')
  const waiting = queue.receive()
  await until('asleep in msgrcv', () => sleepers('msgrcv') === 1)
  queue.trySend('later', 9)
  t.match(await waiting, { type: 9, data: Buffer.from('later') })
})

t.test('many wait at once, first come, first served', async (t) => {
  const queue = privateQueue(t)
  const order: string[] = []
  const all: Promise<unknown>[] = []
  for (let i = 0; i < 8; i++) {
    all.push(queue.receive().then(({ data }) => order.push(data.toString())))
    await until(`${i + 1} asleep`, () => sleepers('msgrcv') === i + 1)
  }
  for (let i = 0; i < 8; i++) queue.trySend(`${i}`)
  await Promise.all(all)
  t.same(order.toSorted(), ['0', '1', '2', '3', '4', '5', '6', '7'])
  const again = queue.receive()
  queue.trySend('a thread is used again')
  t.ok(await again)
})

t.test('a message larger than the memory set aside for it is received whole', async (t) => {
  const queue = privateQueue(t)
  for (let i = 0; i < 12; i++) {
    const waiting = queue.receive()
    await until('asleep in msgrcv', () => sleepers('msgrcv') === 1)
    queue.trySend(Buffer.alloc(8192, i))
    const { data } = await waiting
    t.ok(data.equals(Buffer.alloc(8192, i)), `message ${i}`)
  }
})

t.test('a timeout rejects, and takes nothing', async (t) => {
  const queue = privateQueue(t)
  queue.trySend('other', 1)
  await t.rejects(queue.receive({ type: 2, timeout: 10 }), {
    code: 'ETIMEDOUT',
    syscall: 'msgrcv',
    id: queue.id,
  })
  await t.rejects(queue.receive({ type: 2, timeout: 0 }), { code: 'ETIMEDOUT' })
  t.same(drain(queue), ['other'])
})

t.test('a timeout that is not reached does no harm', async (t) => {
  const queue = privateQueue(t)
  const waiting = queue.receive({ timeout: 60_000 })
  queue.trySend('in time')
  t.ok(await waiting)
})

t.test('a signal rejects with an AbortError that has the reason as its cause', async (t) => {
  const queue = privateQueue(t)
  const controller = new AbortController()
  const waiting = queue.receive({ signal: controller.signal })
  await until('asleep in msgrcv', () => sleepers('msgrcv') === 1)
  const cause = new Error('enough')
  controller.abort(cause)
  await t.rejects(waiting, { name: 'AbortError', code: 'ABORT_ERR', cause })
  await t.rejects(queue.receive({ signal: controller.signal }), AbortError)
  queue.trySend('still works')
  t.ok(await queue.receive({ signal: new AbortController().signal }))
})

t.test('a message that came before the signal wins: it is not lost', async (t) => {
  const queue = privateQueue(t)
  const controller = new AbortController()
  const waiting = queue.receive({ signal: controller.signal })
  await until('asleep in msgrcv', () => sleepers('msgrcv') === 1)
  // The kernel hands it to the sleeping thread; JavaScript has not been told when it aborts.
  queue.trySend('taken')
  controller.abort()
  t.equal((await waiting).data.toString(), 'taken')
})

t.test('a queue that is removed rejects who waits', async (t) => {
  const queue = privateQueue(t)
  const waiting = queue.receive()
  await until('asleep in msgrcv', () => sleepers('msgrcv') === 1)
  const rejected = t.rejects(waiting, { code: 'EIDRM', syscall: 'msgrcv', id: queue.id })
  await queue.remove()
  await rejected
  await t.rejects(queue.receive(), { code: 'EIDRM' })
  t.throws(() => queue.tryReceive(), { code: 'EIDRM' })
  t.throws(() => queue.peek(), { code: 'EIDRM' })
})

t.test('close rejects who waits, leaves the queue, and ends the threads', async (t) => {
  const queue = privateQueue(t)
  queue.close()
  await t.rejects(queue.receive(), { name: 'AbortError', message: /closed/ })
  const other = privateQueue(t)
  {
    const waiting = [other.receive(), other.receive()]
    await until('both asleep', () => sleepers('msgrcv') === 2)
    const rejected = waiting.map((one) => t.rejects(one, { name: 'AbortError', message: /closed/ }))
    other[Symbol.dispose]()
    await Promise.all(rejected)
  }
  other.close()
  t.equal(sleepers('msgrcv'), 0)
  t.ok(other.stat())
})
