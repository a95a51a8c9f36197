import { Readable } from 'node:stream'
import { finished, pipeline } from 'node:stream/promises'
import t from 'tap'
import { type QueueChunk, QueueWritable } from '../../lib/index.js'
import { drain, fill, privateQueue } from '../support/queue.js'
import { asleep, until } from '../support/until.js'

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
  await asleep('msgsnd')
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
  await asleep('msgsnd')
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
    await asleep('msgsnd')
    queue.tryReceive()
    await until(`${i} sent`, () => sent === i)
  }
  t.equal(writable.writableNeedDrain || writable.writableLength > 0, true)
  writable.destroy()
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
