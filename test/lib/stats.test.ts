import { finished } from 'node:stream/promises'
import t, { type Test } from 'tap'
import type { QueueReadable, QueueWritableStats } from '../../lib/index.js'
import { drain, fill, privateQueue } from '../support/queue.js'
import { sleepers, until } from '../support/until.js'

/** Checks that the figures add up, and returns them. */
function ofWritable(t: Test, writable: { stats(): QueueWritableStats }) {
  const stats = writable.stats()
  t.equal(stats.received, stats.accepted + stats.rejected + stats.waiting, 'they add up')
  return stats
}

function ofReadable(t: Test, readable: QueueReadable) {
  const stats = readable.stats()
  t.equal(stats.received, stats.consumed + stats.waiting + stats.returned, 'they add up')
  return stats
}

const none = { received: 0, accepted: 0, rejected: 0, waiting: 0, dropped: 0 }

t.test('a writer counts what waits, in the batch and behind it', async (t) => {
  const queue = privateQueue(t, { maxBytes: 20 })
  const writable = queue.createWriteStream<string>()
  t.same(writable.stats(), none)
  for (const chunk of ['1', '2', '3']) writable.write(chunk.repeat(10))
  t.match(ofWritable(t, writable), { received: 3, accepted: 1, waiting: 2 })
  await until('asleep', () => sleepers('msgsnd') === 1)
  writable.write('4')
  t.match(ofWritable(t, writable), { received: 4, accepted: 2, waiting: 2 })
  drain(queue)
  writable.end()
  await finished(writable)
  t.same(ofWritable(t, writable), { ...none, received: 4, accepted: 4 })
})

t.test('it counts in each listener what has been told by then', async (t) => {
  const queue = privateQueue(t, { maxBytes: 50 })
  const writable = queue.createWriteStream<string>({ overflow: 'reject' })
  const seen: unknown[] = []
  const note = () => {
    const { accepted, rejected, waiting } = ofWritable(t, writable)
    seen.push([accepted, rejected, waiting])
  }
  writable.on('sent', note).on('rejected', note)
  writable.cork()
  for (const size of [40, 51, 20, 10]) writable.write('x'.repeat(size))
  writable.uncork()
  writable.end()
  await finished(writable)
  t.same(seen, [
    [1, 0, 3],
    [1, 1, 2],
    [1, 2, 1],
    [2, 2, 0],
  ])
})

t.test('what was dropped is counted apart: it was accepted before', async (t) => {
  const queue = privateQueue(t, { maxBytes: 3 })
  fill(queue, 1)
  const writable = queue.createWriteStream({ overflow: 'drop-oldest' })
  for (let i = 0; i < 5; i++) writable.write('x')
  writable.end()
  await finished(writable)
  t.same(ofWritable(t, writable), { ...none, received: 5, accepted: 5, dropped: 5 })
  t.equal(queue.stat().messages, 3)
})

t.test('after destroy() what was not sent waits for ever', async (t) => {
  const queue = privateQueue(t, { maxBytes: 2 })
  const writable = queue.createWriteStream<string>()
  const seen: unknown[] = []
  writable.on('sent', () => seen.push(ofWritable(t, writable).accepted))
  for (let i = 0; i < 600; i++) writable.write('x')
  await until('asleep', () => sleepers('msgsnd') === 1)
  queue.tryReceive()
  await until('full again', () => queue.stat().messages === 2)
  writable.destroy()
  const stats = { ...none, received: 600, accepted: 3, waiting: 597 }
  t.same(ofWritable(t, writable), stats)
  await new Promise((resolve) => writable.once('close', resolve))
  t.same(ofWritable(t, writable), stats)
  t.equal(writable.unsent.length, 597)
  t.same(seen, [1, 2, 3])
  t.equal(writable.write('late'), false)
  t.same(writable.stats(), stats)
})

t.test('a reader counts what it took, what left it, and what waits', async (t) => {
  const queue = privateQueue(t)
  for (let i = 0; i < 10; i++) queue.trySend(`${i}`)
  const readable = queue.createReadStream({ highWaterMark: 4 })
  t.same(readable.stats(), { received: 0, consumed: 0, waiting: 0, returned: 0 })
  await new Promise((resolve) => readable.once('readable', resolve))
  const { received } = ofReadable(t, readable)
  t.ok(received >= 4)
  t.equal(`${readable.read()?.data}`, '0')
  t.match(ofReadable(t, readable), { consumed: 1 })
  readable.destroy()
  const stats = ofReadable(t, readable)
  t.match(stats, { consumed: 1, waiting: 0, returned: stats.received - 1 })
  t.equal(queue.stat().messages, 9)
})

t.test('a reader counts in its listener what it is being handed as consumed', async (t) => {
  const queue = privateQueue(t)
  const readable = queue.createReadStream()
  const seen: number[] = []
  readable.on('data', () => seen.push(ofReadable(t, readable).consumed))
  for (let i = 0; i < 5; i++) queue.trySend('x')
  await until('all received', () => seen.length === 5)
  t.same(seen, [1, 2, 3, 4, 5])
  readable.stop()
  await finished(readable)
  t.same(ofReadable(t, readable), { received: 5, consumed: 5, waiting: 0, returned: 0 })
})

t.test('what the queue did not take again waits in unread', async (t) => {
  const queue = privateQueue(t, { maxBytes: 10 })
  for (let i = 0; i < 10; i++) queue.trySend('x')
  const readable = queue.createReadStream()
  await new Promise((resolve) => readable.once('readable', resolve))
  for (let i = 0; i < 7; i++) queue.trySend('y')
  readable.destroy()
  t.same(ofReadable(t, readable), { received: 10, consumed: 0, waiting: 7, returned: 3 })
  t.equal(readable.unread.length, 7)

  const gone = privateQueue(t)
  gone.trySend('x')
  const left = gone.createReadStream()
  await new Promise((resolve) => left.once('readable', resolve))
  const failed = new Promise((resolve) => left.once('error', resolve))
  await gone.remove()
  await failed
  t.same(ofReadable(t, left), { received: 1, consumed: 0, waiting: 1, returned: 0 })
})
