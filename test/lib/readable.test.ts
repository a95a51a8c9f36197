import { Transform, Writable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import t from 'tap'
import { QueueReadable } from '../../lib/index.js'
import { drain, fill, privateQueue } from '../support/queue.js'
import { asleep, sleepers, until } from '../support/until.js'

t.test(
  'messages are piped as they come: those that are there, and those that come later',
  async (t) => {
    const queue = privateQueue(t)
    queue.trySend('a')
    queue.trySend('b', 2)
    const readable = queue.createReadStream()
    const texts: string[] = []
    const piped = pipeline(
      readable,
      new Transform({
        objectMode: true,
        transform: ({ type, data }, _, done) => done(null, `${type}${data}`),
      }),
      new Writable({
        objectMode: true,
        write(text, _, done) {
          texts.push(text)
          done()
        },
      }),
    )
    await asleep('msgrcv')
    queue.trySend('c', 3)
    await until('three', () => texts.length === 3)
    await asleep('msgrcv')
    readable.stop()
    await piped
    t.same(texts, ['1a', '2b', '3c'])
    t.equal(sleepers('msgrcv'), 0)
  },
)

t.test('async iteration takes one at a time, and break puts the others back', async (t) => {
  const queue = privateQueue(t)
  for (let i = 0; i < 100; i++) queue.trySend(`${i}`)
  const seen: string[] = []
  for await (const { data } of queue.createReadStream()) {
    if (seen.push(data.toString()) === 10) break
  }
  t.equal(seen.length, 10)
  t.same(
    [...seen, ...drain(queue)].map(Number).toSorted((a, b) => a - b),
    [...Array(100).keys()],
  )
})

t.test('highWaterMark is the most that is read ahead', async (t) => {
  for (const highWaterMark of [0, 1, 5]) {
    const queue = privateQueue(t)
    const count = fill(queue, 1)
    const readable = queue.createReadStream({ highWaterMark })
    t.equal(readable.readableHighWaterMark, highWaterMark)
    await new Promise((resolve) => readable.once('readable', resolve))
    await until('read ahead', () => queue.stat().messages <= count - highWaterMark)
    t.equal(queue.stat().messages, count - Math.max(1, highWaterMark))
    readable.destroy()
    t.equal(queue.stat().messages, count)
  }
})

t.test('selects by type, as tryReceive does', async (t) => {
  const queue = privateQueue(t)
  for (const type of [3, 1, 2, 5]) queue.trySend(`${type}`, type)
  const seen: unknown[] = []
  const readable = queue.createReadStream({ type: -3, highWaterMark: 1 })
  readable.on('data', (message) => seen.push(message.type))
  await asleep('msgrcv')
  t.same(seen, [1, 2, 3])
  readable.destroy()
  const others = queue.createReadStream({ type: 7, except: true })
  for await (const { type } of others) {
    t.equal(type, 5)
    break
  }
})

t.test('a message larger than the slab that waits is received whole', async (t) => {
  const queue = privateQueue(t)
  let bytes = 0
  const readable = queue.createReadStream()
  readable.on('data', ({ data }) => {
    if (data.every((byte) => byte === data[0])) bytes += data.length
  })
  for (let i = 0; i < 40; i++) await queue.send(Buffer.alloc(8192, i))
  await until('all received', () => bytes === 40 * 8192)
  readable.destroy()
})

t.test('bad options are refused before anything is opened', async (t) => {
  const queue = privateQueue(t)
  for (const options of [
    { type: 1.5 },
    { except: true },
    { highWaterMark: -1 },
    { type: -1, except: true },
  ]) {
    t.throws(() => queue.createReadStream(options), { code: 'ERR_INVALID_ARG_VALUE' })
  }
  for (const options of [
    null,
    { type: '1' },
    { except: 1 },
    { signal: {} },
    { highWaterMark: '1' },
  ]) {
    // A program in JavaScript can pass anything.
    t.throws(() => queue.createReadStream(options as unknown as object), {
      code: 'ERR_INVALID_ARG_TYPE',
    })
  }
  t.throws(() => new QueueReadable({}), { code: 'ERR_INVALID_ARG_TYPE' })
})

t.test('a stream at work can be unreferenced and referenced again', async (t) => {
  const queue = privateQueue(t)
  const readable = queue.createReadStream().unref()
  readable.resume()
  t.equal(readable.ref(), readable)
  await asleep('msgrcv')
  await readable[Symbol.asyncDispose]()
  t.equal(sleepers('msgrcv'), 0)
})
