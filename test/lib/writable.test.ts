import { Readable } from 'node:stream'
import { finished, pipeline } from 'node:stream/promises'
import t from 'tap'
import { type QueueChunk, QueueWritable } from '../../lib/index.js'
import { drain, fill, privateQueue } from '../support/queue.js'
import { sleepers, until } from '../support/until.js'

const asleep = () => until('asleep in msgsnd', () => sleepers('msgsnd') === 1)

t.test('takes bytes, strings, and objects with data and perhaps a type', async (t) => {
  const queue = privateQueue(t)
  const writable = queue.createWriteStream({ type: 5 })
  const chunks: QueueChunk[] = [
    Buffer.from('buffer'),
    new Uint8Array([65, 66]),
    'grüße',
    '',
    { data: 'object' },
    { data: Buffer.from('message'), type: 2 },
    { data: 'max', type: 2n ** 63n - 1n },
  ]
  for (const chunk of chunks) writable.write(chunk)
  writable.end()
  await finished(writable)
  const expected: [number | bigint, string][] = [
    [5, 'buffer'],
    [5, 'AB'],
    [5, 'grüße'],
    [5, ''],
    [5, 'object'],
    [2, 'message'],
    [2n ** 63n - 1n, 'max'],
  ]
  for (const [type, text] of expected) {
    t.match(queue.tryReceive(), { type, data: Buffer.from(text) })
  }
})

t.test('a function tells the type of each chunk, and is asked once for each', async (t) => {
  const queue = privateQueue(t)
  let asked = 0
  const readable = queue.createReadStream()
  const writable = queue.createWriteStream<Buffer>({
    type: (chunk) => (++asked % 2) + chunk.length + 1,
  })
  const sizes = Array.from({ length: 300 }, (_, i) => (i % 7) * 1000)
  const types: unknown[] = []
  readable.on('data', ({ type }) => types.push(type))
  await pipeline(Readable.from(sizes.map((size) => Buffer.alloc(size))), writable)
  await until('all received', () => types.length === sizes.length)
  readable.destroy()
  t.equal(asked, sizes.length)
  t.same(
    types,
    sizes.map((size, i) => ((i + 1) % 2) + size + 1),
  )
})

t.test('a message read from one queue goes into another as it is', async (t) => {
  const from = privateQueue(t)
  const to = privateQueue(t)
  for (let i = 1; i <= 50; i++) from.trySend(`${i}`, i)
  const readable = from.createReadStream()
  const moved = pipeline(readable, to.createWriteStream())
  await until('all moved', () => to.stat().messages === 50)
  readable.stop()
  await moved
  for (let i = 1; i <= 50; i++) t.match(to.tryReceive(), { type: i, data: Buffer.from(`${i}`) })
})

t.test('a full queue is backpressure: callbacks and finish come when there was room', async (t) => {
  const queue = privateQueue(t)
  const count = fill(queue, 4096)
  const writable = queue.createWriteStream({ highWaterMark: 2 })
  const called: number[] = []
  t.equal(
    writable.write('1', () => called.push(1)),
    true,
  )
  t.equal(
    writable.write('2', () => called.push(2)),
    false,
  )
  writable.write('3', () => called.push(3))
  writable.end()
  await asleep()
  t.same(called, [])
  t.equal(queue.stat().messages, count)
  queue.tryReceive()
  await finished(writable)
  t.same(called, [1, 2, 3])
  t.same(drain(queue).slice(count - 1), ['1', '2', '3'])
})

t.test("'sent' comes for each chunk once the kernel has it, in order", async (t) => {
  const queue = privateQueue(t)
  const writable = queue.createWriteStream<string>()
  const sent: string[] = []
  writable.on('sent', (chunk) => {
    sent.push(chunk)
  })
  const chunks = Array.from({ length: 500 }, (_, i) => `${i}`.padEnd(100, '.'))
  const written = pipeline(Readable.from(chunks), writable)
  await asleep()
  const { messages } = queue.stat()
  await until('those in the queue are told', () => sent.length === messages)
  t.same(sent, chunks.slice(0, messages))
  const received: string[] = []
  while (received.length < chunks.length) received.push((await queue.receive()).data.toString())
  await written
  t.same(sent, chunks)
  t.same(received, chunks)
})

t.test("'sent' is told of progress while the rest still waits", async (t) => {
  const queue = privateQueue(t)
  fill(queue, 4096)
  const writable = queue.createWriteStream<Buffer>()
  let sent = 0
  writable.on('sent', () => sent++)
  for (let i = 0; i < 6; i++) writable.write(Buffer.alloc(4096))
  for (let i = 1; i <= 3; i++) {
    await asleep()
    queue.tryReceive()
    await until(`${i} sent`, () => sent === i)
  }
  t.equal(writable.writableNeedDrain || writable.writableLength > 0, true)
  writable.destroy()
})

t.test('a chunk that can be no message is rejected, and the others go on', async (t) => {
  const queue = privateQueue(t, { maxBytes: 2000 })
  const writable = queue.createWriteStream()
  const rejected: unknown[] = []
  const sent: unknown[] = []
  writable.on('rejected', (chunk, error) =>
    rejected.push([chunk, (error as { code?: string }).code]),
  )
  writable.on('sent', (chunk) => sent.push(chunk))
  const big = Buffer.alloc(2001)
  const huge = Buffer.alloc(100_000)
  const noType = { data: 'x', type: 0 }
  const noData = { text: 'x' }
  const chunks = ['a', big, 'b', noType, 'c', noData, huge, 'd', 7]
  for (const chunk of chunks) writable.write(chunk)
  writable.end()
  await finished(writable)
  t.same(sent, ['a', 'b', 'c', 'd'])
  t.same(drain(queue), ['a', 'b', 'c', 'd'])
  t.same(rejected, [
    [big, 'ERR_MESSAGE_TOO_BIG'],
    [noType, 'ERR_INVALID_ARG_VALUE'],
    [noData, 'ERR_INVALID_ARG_TYPE'],
    [huge, 'ERR_MESSAGE_TOO_BIG'],
    [7, 'ERR_INVALID_ARG_TYPE'],
  ])
})

t.test('without a listener for it a bad chunk is the error of the stream', async (t) => {
  const rows: [unknown, string][] = [
    [Buffer.alloc(2001), 'ERR_MESSAGE_TOO_BIG'],
    [{ data: 1 }, 'ERR_INVALID_ARG_TYPE'],
    [Symbol('s'), 'ERR_INVALID_ARG_TYPE'],
    [{ data: 'x', type: -1 }, 'ERR_INVALID_ARG_VALUE'],
  ]
  for (const [bad, code] of rows) {
    const queue = privateQueue(t, { maxBytes: 2000 })
    const writable = queue.createWriteStream()
    for (const chunk of ['a', 'b', bad, 'c']) writable.write(chunk)
    await t.rejects(finished(writable), { code })
    t.same(drain(queue), ['a', 'b'])
    t.same(writable.unsent, [bad, 'c'])
  }
})

t.test('a bad chunk behind others that wait is found in its turn', async (t) => {
  const queue = privateQueue(t)
  const count = fill(queue, 4096)
  const writable = queue.createWriteStream()
  const rejected: unknown[] = []
  writable.on('rejected', (chunk) => rejected.push(chunk))
  const tooBig = Buffer.alloc(8193)
  for (const chunk of ['a', tooBig, 'b']) writable.write(chunk)
  writable.end()
  await asleep()
  queue.tryReceive()
  await finished(writable)
  t.same(rejected, [tooBig])
  t.same(drain(queue).slice(count - 1), ['a', 'b'])
})

t.test('destroy hands over what was not sent, and tells of what was', async (t) => {
  const queue = privateQueue(t)
  const count = fill(queue, 4096)
  const writable = queue.createWriteStream<string>()
  const errors: unknown[] = []
  const sent: string[] = []
  writable.on('sent', (chunk) => {
    sent.push(chunk)
  })
  const chunks = ['1', '2', '3'].map((text) => text.repeat(3000))
  writable.cork()
  for (const chunk of chunks) writable.write(chunk, (error) => errors.push(error?.name))
  writable.uncork()
  await asleep()
  queue.tryReceive()
  await until('one sent', () => queue.stat().messages === count)
  writable.destroy()
  await new Promise((resolve) => writable.once('close', resolve))
  t.same(sent, chunks.slice(0, 1))
  t.same(writable.unsent, chunks.slice(1))
  t.equal(errors.length, 3)
  t.equal(sleepers('msgsnd'), 0)
  t.equal(queue.stat().messages, count)
})

t.test('what the stream has buffered is handed over, too', async (t) => {
  const queue = privateQueue(t)
  fill(queue)
  const chunks = Array.from({ length: 100 }, (_, i) => `${i}`)
  for (const gone of [false, true]) {
    const writable = queue.createWriteStream().on('error', () => {})
    for (const chunk of chunks) writable.write(chunk)
    await asleep()
    const closed = new Promise((resolve) => writable.once('close', resolve))
    if (gone) await queue.remove()
    else writable.destroy()
    await closed
    t.same(writable.unsent, chunks)
  }
})

t.test('a queue that is removed destroys the stream with EIDRM', async (t) => {
  const queue = privateQueue(t)
  fill(queue)
  const writable = queue.createWriteStream()
  const failed = new Promise((resolve) => writable.once('error', resolve))
  writable.write('x')
  await asleep()
  await queue.remove()
  t.match(await failed, { code: 'EIDRM', syscall: 'msgsnd', id: queue.id })
  t.same(writable.unsent, ['x'])
  const late = queue.createWriteStream()
  late.write('y')
  await t.rejects(finished(late), { code: 'EIDRM' })
})

t.test('more chunks than a batch takes go out in several', async (t) => {
  const queue = privateQueue(t)
  const writable = queue.createWriteStream({ highWaterMark: 1000 })
  writable.cork()
  for (let i = 0; i < 600; i++) writable.write(`${i}`)
  writable.uncork()
  writable.end()
  await finished(writable)
  t.same(drain(queue), [...Array(600).keys()].map(String))
})

t.test("a stream that is destroyed by a listener for 'sent' sends no more", async (t) => {
  const queue = privateQueue(t)
  const writable = queue.createWriteStream()
  writable.on('sent', () => writable.destroy())
  writable.cork()
  for (let i = 0; i < 300; i++) writable.write(`${i}`)
  const closed = new Promise((resolve) => writable.once('close', resolve))
  writable.uncork()
  await closed
  const sent = drain(queue)
  t.ok(sent.length < 300, `${sent.length} were on their way`)
  t.same([...sent, ...writable.unsent], [...Array(300).keys()].map(String))
})

t.test('a signal destroys the stream while it waits', async (t) => {
  const queue = privateQueue(t)
  fill(queue)
  const controller = new AbortController()
  const writable = queue.createWriteStream({ signal: controller.signal })
  writable.write('x')
  await asleep()
  controller.abort()
  await t.rejects(finished(writable), { name: 'AbortError' })
  t.equal(sleepers('msgsnd'), 0)
})

t.test('asyncDispose waits until everything is in the queue', async (t) => {
  const queue = privateQueue(t)
  const count = fill(queue, 4096)
  const writable = queue.createWriteStream().unref().ref()
  writable.write('x')
  const disposed = writable[Symbol.asyncDispose]()
  await asleep()
  queue.tryReceive()
  await disposed
  t.equal(queue.stat().messages, count)
  t.equal(writable.destroyed, true)
  await writable[Symbol.asyncDispose]()
})

t.test('bad options are refused before anything is opened', async (t) => {
  const queue = privateQueue(t)
  for (const options of [{ type: 0 }, { type: 2n ** 63n }, { highWaterMark: -1 }]) {
    t.throws(() => queue.createWriteStream(options), { code: 'ERR_INVALID_ARG_VALUE' })
  }
  for (const options of [null, { type: '1' }, { signal: {} }, { highWaterMark: '1' }]) {
    // A program in JavaScript can pass anything.
    t.throws(() => queue.createWriteStream(options as unknown as object), {
      code: 'ERR_INVALID_ARG_TYPE',
    })
  }
  t.throws(() => new QueueWritable({ id: -1 }), { code: 'ERR_INVALID_ARG_VALUE' })
})

t.test("listeners for one event are called once, also for 'sent'", async (t) => {
  const queue = privateQueue(t)
  const writable = queue.createWriteStream()
  let sent = 0
  writable.once('sent', () => sent++)
  writable.write('a')
  writable.write('b')
  writable.end()
  await finished(writable)
  t.equal(sent, 1)
})
