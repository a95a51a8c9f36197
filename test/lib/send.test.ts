import t from 'tap'
import { native } from '../../lib/native.js'
import { WaitingSends } from '../../lib/waiting-send.js'
import { drain, fill, privateQueue } from '../support/queue.js'
import { sleepers, until } from '../support/until.js'

t.test('what is sent is received: bytes, strings, nothing, NUL bytes', async (t) => {
  const queue = privateQueue(t)
  const rows: [Uint8Array | string, Buffer][] = [
    ['text', Buffer.from('text')],
    ['grüße 你好 😀', Buffer.from('grüße 你好 😀')],
    ['', Buffer.alloc(0)],
    [Buffer.from([0, 1, 0, 255]), Buffer.from([0, 1, 0, 255])],
    [new Uint8Array([9, 8, 7]).subarray(1), Buffer.from([8, 7])],
    [Buffer.alloc(8192, 'y'), Buffer.alloc(8192, 'y')],
  ]
  for (const [data, expected] of rows) {
    t.equal(queue.trySend(data), true)
    t.ok(queue.tryReceive()?.data.equals(expected))
    await queue.send(data)
    t.ok(queue.tryReceive()?.data.equals(expected))
  }
})

t.test('trySend says false when it would block', async (t) => {
  const queue = privateQueue(t)
  const count = fill(queue, 8192)
  t.equal(queue.trySend(Buffer.alloc(8192)), false)
  t.equal(queue.stat().messages, count)
})

t.test('send waits for room, in the order of the calls, with the data of the call', async (t) => {
  const queue = privateQueue(t)
  const count = fill(queue, 4096)
  const data = Buffer.from('first')
  const sends = [queue.send(data), queue.send('second', { type: 2 }), queue.send('third')]
  data.fill('x')
  await until('asleep in msgsnd', () => sleepers('msgsnd') === 1)
  t.equal(queue.stat().messages, count)
  const texts: string[] = []
  while (texts.length < count + 3) texts.push((await queue.receive()).data.toString())
  await Promise.all(sends)
  t.same(texts.slice(count), ['first', 'second', 'third'])
  fill(queue, 4096)
  const again = queue.send('the thread is used again')
  drain(queue)
  await again
})

t.test('a timeout or a signal takes one out of those that wait, and no other', async (t) => {
  const queue = privateQueue(t)
  const count = fill(queue, 4096)
  const controller = new AbortController()
  const cause = new Error('enough')
  const first = queue.send('a', { timeout: 20 })
  const second = queue.send('b', { signal: controller.signal })
  const third = queue.send('c', { timeout: 60_000, signal: new AbortController().signal })
  const firstRejected = t.rejects(first, { code: 'ETIMEDOUT', syscall: 'msgsnd', id: queue.id })
  controller.abort(cause)
  await t.rejects(second, { name: 'AbortError', cause })
  await firstRejected
  t.equal(queue.stat().messages, count)
  queue.tryReceive()
  await third
  t.equal(drain(queue).at(-1), 'c')
  fill(queue)
  await t.rejects(queue.send('d', { timeout: 0 }), { code: 'ETIMEDOUT' })
})

t.test('a message that went in before the signal is sent, not rejected', async (t) => {
  const queue = privateQueue(t)
  fill(queue, 4096)
  const controller = new AbortController()
  const sent = queue.send('in', { signal: controller.signal })
  await until('asleep in msgsnd', () => sleepers('msgsnd') === 1)
  const { messages } = queue.stat()
  queue.tryReceive()
  // Without a turn of the loop: the thread has sent it, JavaScript has not been told.
  const deadline = performance.now() + 20_000
  while (queue.stat().messages < messages && performance.now() < deadline);
  controller.abort()
  await sent
  t.equal(drain(queue).at(-1), 'in')
})

t.test('a notice that comes after its wait was cancelled is not taken for the next', async (t) => {
  const queue = privateQueue(t)
  const count = fill(queue, 4096)
  for (let i = 0; i < 20; i++) {
    const controller = new AbortController()
    const first = queue.send(Buffer.alloc(4096), { signal: controller.signal })
    await until('asleep in msgsnd', () => sleepers('msgsnd') === 1)
    queue.tryReceive()
    // In one turn: the thread is done and has said so, and the loop has not heard it.
    const deadline = performance.now() + 20_000
    while (queue.stat().messages < count && performance.now() < deadline);
    while (sleepers('msgsnd') > 0 && performance.now() < deadline);
    for (const end = performance.now() + 5; performance.now() < end; );
    controller.abort()
    const second = queue.send(Buffer.alloc(4096))
    await first
    await until('asleep in msgsnd', () => sleepers('msgsnd') === 1)
    queue.tryReceive()
    await second
    t.equal(queue.stat().messages, count)
  }
})

t.test('a message that can never fit is an error at once, wherever it stands', async (t) => {
  const queue = privateQueue(t, { maxBytes: 1000 })
  const tooBig = { code: 'ERR_MESSAGE_TOO_BIG', syscall: 'msgsnd', id: queue.id }
  await t.rejects(queue.send(Buffer.alloc(1001)), tooBig)
  await t.rejects(queue.send(Buffer.alloc(8193)), tooBig)
  fill(queue, 1000)
  const first = queue.send('first')
  const last = queue.send('last')
  // At once: there is no room for those before yet.
  await t.rejects(queue.send(Buffer.alloc(1001)), tooBig)
  await t.rejects(queue.send(Buffer.alloc(100_000)), tooBig)
  // One that was small enough when it was called, but not in its turn.
  const shrunk = t.rejects(queue.send(Buffer.alloc(900)), tooBig)
  queue.set({ maxBytes: 800 })
  t.equal((await queue.receive()).data.length, 1000)
  await Promise.all([first, last, shrunk])
  t.same(drain(queue), ['first', 'last'])
})

t.test('a queue that is removed rejects all who wait', async (t) => {
  const queue = privateQueue(t)
  fill(queue)
  const gone = { code: 'EIDRM', syscall: 'msgsnd', id: queue.id }
  const sends = [queue.send('a'), queue.send('b')].map((one) => t.rejects(one, gone))
  await until('asleep in msgsnd', () => sleepers('msgsnd') === 1)
  // At once, so that the next call finds others waiting on a queue that is gone.
  native.removeEmpty(queue.id)
  sends.push(t.rejects(queue.send('late'), gone))
  await Promise.all(sends)
  t.throws(() => queue.trySend('c'), gone)
  await t.rejects(queue.send('c'), gone)
})

t.test('close rejects all who wait, and ends the thread', async (t) => {
  const queue = privateQueue(t)
  const count = fill(queue)
  const closed = { name: 'AbortError', message: /closed/ }
  const sends = [queue.send('a'), queue.send('b')].map((one) => t.rejects(one, closed))
  await until('asleep in msgsnd', () => sleepers('msgsnd') === 1)
  queue.close()
  await Promise.all(sends)
  t.equal(sleepers('msgsnd'), 0)
  await t.rejects(queue.send('c'), closed)
  t.equal(drain(queue).length, count)
})

t.test('one that has become too big for its turn is refused in its turn', async (t) => {
  const queue = privateQueue(t)
  const sends = new WaitingSends(queue)
  const wait = { type: 1, timeout: Number.POSITIVE_INFINITY, signal: undefined }
  // As if kernel.msgmax had been lowered since it was checked.
  await t.rejects(sends.add({ data: Buffer.alloc(100_000), ...wait }), {
    code: 'ERR_MESSAGE_TOO_BIG',
  })
  await sends.add({ data: Buffer.from('next'), ...wait })
  sends.close(new Error('unused'))
  t.same(drain(queue), ['next'])
})
