import { finished } from 'node:stream/promises'
import t from 'tap'
import { drain, fill, privateQueue } from '../support/queue.js'
import { asleep, sleepers, until } from '../support/until.js'
import { watched, write } from '../support/watched.js'

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

t.test('a wait with a limit ends with the stream, the signal and the queue', async (t) => {
  const queue = privateQueue(t)
  fill(queue)
  const controller = new AbortController()
  const { writable, events } = watched(queue, { timeout: 20_000, signal: controller.signal })
  writable.write('a')
  await asleep('msgsnd')
  controller.abort()
  await t.rejects(finished(writable), { name: 'AbortError' })
  t.same(writable.unsent, ['a'])

  const other = watched(queue, { timeout: 20_000 })
  other.writable.write('b')
  await asleep('msgsnd')
  const failed = t.rejects(finished(other.writable), { code: 'EIDRM' })
  await queue.remove()
  await failed
  t.same([events, other.events], [[], []])
})
