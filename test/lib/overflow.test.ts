import { finished } from 'node:stream/promises'
import t from 'tap'
import type { MessageQueue, QueueWritable, QueueWritableOptions } from '../../lib/index.js'
import { drain, fill, privateQueue } from '../support/queue.js'
import { sleepers, until } from '../support/until.js'

const asleep = () => until('asleep in msgsnd', () => sleepers('msgsnd') === 1)

/** A stream whose events are kept, in order. */
function watched(queue: MessageQueue, options: QueueWritableOptions) {
  const events: unknown[][] = []
  const writable = queue.createWriteStream(options)
  writable.on('sent', (chunk) => events.push(['sent', chunk]))
  writable.on('rejected', (chunk, error) => {
    events.push(['rejected', chunk, (error as { code?: string }).code])
  })
  writable.on('dropped', ({ data, type }) => events.push(['dropped', `${data}`, type]))
  return { writable, events }
}

function write(writable: QueueWritable, chunks: readonly unknown[]): void {
  writable.cork()
  for (const chunk of chunks) writable.write(chunk)
  writable.uncork()
}

t.test("'reject' gives back what has no room, at once, and goes on", async (t) => {
  const queue = privateQueue(t, { maxBytes: 300 })
  const { writable, events } = watched(queue, { overflow: 'reject' })
  const large = 'x'.repeat(200)
  const error = new Promise<Error>((resolve) =>
    writable.once('rejected', (_, error) => resolve(error)),
  )
  write(writable, [large, large, 'small', large])
  writable.write('next')
  writable.end()
  await finished(writable)
  t.same(events, [
    ['sent', large],
    ['rejected', large, 'EAGAIN'],
    ['sent', 'small'],
    ['rejected', large, 'EAGAIN'],
    ['sent', 'next'],
  ])
  t.match(await error, { name: 'QueueError', syscall: 'msgsnd', id: queue.id, message: /full/ })
  t.same(drain(queue), [large, 'small', 'next'])
})

t.test("without a listener 'reject' ends the stream, as any chunk that is refused", async (t) => {
  const queue = privateQueue(t)
  fill(queue)
  const writable = queue.createWriteStream({ overflow: 'reject' })
  write(writable, ['a', 'b'])
  await t.rejects(finished(writable), { code: 'EAGAIN', syscall: 'msgsnd' })
  t.same(writable.unsent, ['a', 'b'])
})

t.test('a message that finds no room in time is rejected, and the stream goes on', async (t) => {
  const queue = privateQueue(t)
  const count = fill(queue, 4096)
  const { writable, events } = watched(queue, { timeout: 30 })
  write(writable, ['a', 'b'])
  await until('both are rejected', () => events.length === 2)
  t.equal(sleepers('msgsnd'), 0)
  queue.tryReceive()
  writable.end('c')
  await finished(writable)
  t.same(events, [
    ['rejected', 'a', 'ETIMEDOUT'],
    ['rejected', 'b', 'ETIMEDOUT'],
    ['sent', 'c'],
  ])
  t.same(drain(queue).slice(count - 1), ['c'])
})

t.test('time runs from write() on, also behind others, and for the chunk of end()', async (t) => {
  const queue = privateQueue(t)
  fill(queue)
  const { writable, events } = watched(queue, { timeout: 200 })
  writable.write('first')
  // Not with the first one: they are in the stream's buffer, each in its turn.
  writable.write('second')
  writable.write(undefined)
  writable.end('last')
  // Timers run in their order, however late: a limit that began anew would come after this one.
  await new Promise((resolve) => setTimeout(resolve, 380))
  t.same(events, [
    ['rejected', 'first', 'ETIMEDOUT'],
    ['rejected', 'second', 'ETIMEDOUT'],
    ['rejected', undefined, 'ERR_INVALID_ARG_TYPE'],
    ['rejected', 'last', 'ETIMEDOUT'],
  ])
  await finished(writable)
})

t.test('each is tried once, also when it may not wait at all', async (t) => {
  const queue = privateQueue(t, { maxBytes: 10 })
  const { writable, events } = watched(queue, { timeout: 0 })
  t.throws(() => writable.write(null), { code: 'ERR_STREAM_NULL_VALUES' })
  write(writable, ['12345678', '12345', '12'])
  writable.end(() => events.push(['ended']))
  await finished(writable)
  t.same(events, [
    ['sent', '12345678'],
    ['rejected', '12345', 'ETIMEDOUT'],
    ['sent', '12'],
    ['ended'],
  ])
})

t.test('room that comes in time is used, and the others keep their own time', async (t) => {
  const queue = privateQueue(t)
  const count = fill(queue, 4096)
  const { writable, events } = watched(queue, { timeout: 500 })
  writable.write('a'.repeat(4096))
  writable.end('b'.repeat(4096))
  queue.tryReceive()
  await finished(writable)
  t.match(events, [
    ['sent', /^a+$/],
    ['rejected', /^b+$/, 'ETIMEDOUT'],
  ])
  t.equal(queue.stat().messages, count)
})

t.test('a time that ends when nothing waits any more changes nothing', async (t) => {
  const queue = privateQueue(t)
  fill(queue, 4096)
  const { writable, events } = watched(queue, { timeout: 100 })
  writable.write('a')
  queue.tryReceive()
  await until('it is sent', () => events.length === 1)
  // Timers run in their order, however late.
  await new Promise((resolve) => setTimeout(resolve, 100))
  writable.end('b')
  await finished(writable)
  t.same(events, [
    ['sent', 'a'],
    ['sent', 'b'],
  ])
})

t.test('what is in the queue is told as sent, whenever the time is over', async (t) => {
  const queue = privateQueue(t, { maxBytes: 4000 })
  const { writable, events } = watched(queue, { timeout: 1, highWaterMark: 1000 })
  const readable = queue.createReadStream()
  const received: string[] = []
  let written = 0
  readable.on('data', ({ data }) => received.push(`${data}`))
  while (written < 3000) {
    write(
      writable,
      Array.from({ length: 30 }, () => `${written++}`.padEnd(500, '.')),
    )
    // A reader that now and then stops for a while.
    if (written % 300 === 0) readable.pause()
    if (written % 300 === 150) readable.resume()
    await new Promise(setImmediate)
  }
  readable.resume()
  writable.end()
  await finished(writable)
  const sent = events.filter(([name]) => name === 'sent').map(([, chunk]) => chunk)
  await until('all is received', () => received.length === sent.length)
  readable.destroy()
  t.equal(events.length, written, 'each is sent or rejected, once')
  t.ok(sent.length < written, `${sent.length} of ${written} sent`)
  t.same(received, sent, 'in order')
})

t.test("'drop-oldest' takes out the oldest of the same type, as many as it takes", async (t) => {
  const queue = privateQueue(t, { maxBytes: 100 })
  for (const [type, text] of [
    [1, 'one'],
    [2, 'two'],
    [1, 'three'],
    [1, 'four'],
  ] as const) {
    queue.trySend(text.padEnd(25, '.'), type)
  }
  const { writable, events } = watched(queue, { overflow: 'drop-oldest', type: 1 })
  const large = 'L'.repeat(40)
  write(writable, [large, { data: 'second', type: 2 }])
  writable.end()
  await finished(writable)
  t.same(events, [
    ['dropped', 'one'.padEnd(25, '.'), 1],
    ['dropped', 'three'.padEnd(25, '.'), 1],
    ['sent', large],
    ['sent', { data: 'second', type: 2 }],
  ])
  t.same(drain(queue), ['two'.padEnd(25, '.'), 'four'.padEnd(25, '.'), large, 'second'])
})

t.test('for a message that can never fit nothing is dropped', async (t) => {
  const queue = privateQueue(t, { maxBytes: 10 })
  queue.trySend('x'.repeat(10))
  const { writable, events } = watched(queue, { overflow: 'drop-oldest' })
  writable.end('y'.repeat(11))
  await finished(writable)
  t.same(events, [['rejected', 'y'.repeat(11), 'ERR_MESSAGE_TOO_BIG']])
  t.same(drain(queue), ['x'.repeat(10)])
})

t.test('empty messages fill a queue, too, and make room', async (t) => {
  const queue = privateQueue(t, { maxBytes: 3 })
  t.equal(fill(queue, 0), 3)
  const { writable, events } = watched(queue, { overflow: 'drop-oldest' })
  write(writable, ['', 'abc'])
  writable.end()
  await finished(writable)
  const none = ['dropped', '', 1]
  t.same(events, [none, ['sent', ''], none, ['sent', 'abc']])
  t.equal(queue.stat().messages, 3)
})

t.test('types beyond a safe integer are dropped by their own type, too', async (t) => {
  const queue = privateQueue(t, { maxBytes: 2 })
  const type = 2n ** 63n - 1n
  queue.trySend('a', type - 1n)
  queue.trySend('b', type)
  const { writable, events } = watched(queue, { overflow: 'drop-oldest', type })
  writable.end('c')
  await finished(writable)
  t.same(events, [
    ['dropped', 'b', type],
    ['sent', 'c'],
  ])
})

t.test(
  "where there is none of its type to drop, a message waits; those behind don't",
  async (t) => {
    const queue = privateQueue(t, { maxBytes: 30 })
    for (const text of ['1', '2', '3']) queue.trySend(text.repeat(10), 1)
    const { writable, events } = watched(queue, { overflow: 'drop-oldest' })
    write(writable, [
      { data: 'x'.repeat(10), type: 9 },
      { data: '4'.repeat(10), type: 1 },
      { data: '5'.repeat(10), type: 1 },
    ])
    writable.end()
    await asleep()
    t.same(events, [])
    queue.tryReceive()
    await finished(writable)
    t.match(events, [
      ['sent', { type: 9 }],
      ['dropped', /^2+$/, 1],
      ['sent', { data: /^4+$/ }],
      ['dropped', /^3+$/, 1],
      ['sent', { data: /^5+$/ }],
    ])
    t.equal(queue.stat().messages, 3)
  },
)

t.test('it waits no longer than it may', async (t) => {
  const queue = privateQueue(t)
  fill(queue, 1024, 1)
  const { writable, events } = watched(queue, { overflow: 'drop-oldest', type: 2, timeout: 10 })
  writable.end('x')
  await finished(writable)
  t.same(events, [['rejected', 'x', 'ETIMEDOUT']])
})

t.test("a listener for 'dropped' may destroy the stream; without one it goes on", async (t) => {
  const queue = privateQueue(t, { maxBytes: 2 })
  const silent = queue.createWriteStream({ overflow: 'drop-oldest' })
  write(silent, ['a', 'b', 'c'])
  silent.end()
  await finished(silent)
  const { writable, events } = watched(queue, { overflow: 'drop-oldest' })
  writable.on('dropped', () => writable.destroy())
  write(writable, ['d', 'e'])
  await new Promise((resolve) => writable.once('close', resolve))
  t.same(events, [['dropped', 'b', 1]])
  t.same(writable.unsent, ['d', 'e'])
  t.same(drain(queue), ['c'])
})

t.test("a listener for 'rejected' may destroy the stream", async (t) => {
  const queue = privateQueue(t)
  fill(queue)
  for (const options of [{ overflow: 'reject' }, { timeout: 5 }] as const) {
    const { writable, events } = watched(queue, options)
    writable.on('rejected', () => writable.destroy())
    write(writable, ['a', 'b'])
    await new Promise((resolve) => writable.once('close', resolve))
    t.match(events, [['rejected', 'a']])
    t.same(writable.unsent, ['b'])
  }
})

t.test("a listener for 'rejected' may write the chunk again", async (t) => {
  const queue = privateQueue(t, { maxBytes: 3 })
  for (const callback of [undefined, () => {}]) {
    const writable = queue.createWriteStream<string>({ overflow: 'reject' })
    const sent: string[] = []
    writable.on('sent', (chunk) => sent.push(chunk))
    writable.on('rejected', (chunk) => {
      queue.tryReceive()
      writable.write(chunk, callback)
    })
    const chunks = ['1', '2', '3', '4', '5', '6']
    writable.cork()
    for (const chunk of chunks) writable.write(chunk, callback)
    writable.uncork()
    await until('all are sent', () => sent.length === chunks.length)
    writable.end()
    await finished(writable)
    t.same(sent.toSorted(), chunks)
    drain(queue)
  }
})

t.test('a wait with a limit ends with the stream, the signal and the queue', async (t) => {
  const queue = privateQueue(t)
  fill(queue)
  const controller = new AbortController()
  const { writable, events } = watched(queue, { timeout: 20_000, signal: controller.signal })
  writable.write('a')
  await asleep()
  controller.abort()
  await t.rejects(finished(writable), { name: 'AbortError' })
  t.same(writable.unsent, ['a'])

  const other = watched(queue, { timeout: 20_000 })
  other.writable.write('b')
  await asleep()
  const failed = t.rejects(finished(other.writable), { code: 'EIDRM' })
  await queue.remove()
  await failed
  t.same([events, other.events], [[], []])
})

t.test('bad options are refused before anything is opened', async (t) => {
  const queue = privateQueue(t)
  for (const options of [
    { overflow: 'drop' },
    { timeout: -1 },
    { timeout: 2 ** 31 },
    { overflow: 'reject', timeout: 1 },
  ]) {
    t.throws(() => queue.createWriteStream(options as object), { code: 'ERR_INVALID_ARG_VALUE' })
  }
  for (const options of [{ overflow: 1 }, { timeout: '1' }]) {
    t.throws(() => queue.createWriteStream(options as object), { code: 'ERR_INVALID_ARG_TYPE' })
  }
  queue.createWriteStream({ overflow: 'reject', timeout: Number.POSITIVE_INFINITY }).destroy()
})
