import { once } from 'node:events'
import { Readable, Writable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import t from 'tap'
import { ConsumedCount } from '../../../lib/pool/consumed-count.js'
import { privateQueue } from '../../support/queue.js'
import { until } from '../../support/until.js'

/** Numbers, as many as are asked for. */
function numbers(highWaterMark = 16): Readable {
  let next = 0
  return new Readable({
    objectMode: true,
    highWaterMark,
    read() {
      this.push(next++)
    },
  })
}

t.test('what is read ahead does not count', async (t) => {
  const count = new ConsumedCount(Number.POSITIVE_INFINITY, () => {})
  const stream = numbers()
  count.add(stream)
  t.equal(count.value, 0)
  for (let i = 1; i <= 5; i++) {
    stream.read()
    t.equal(count.value, i)
  }
  await until('it is full', () => stream.readableLength === 16)
  t.equal(count.value, 5)
  await once(stream.destroy(), 'close')
  t.equal(count.value, 5)
})

t.test('it counts in each way of reading, also the streams that are over', async (t) => {
  const count = new ConsumedCount(Number.POSITIVE_INFINITY, () => {})
  const make = () => {
    const stream = numbers()
    count.add(stream)
    return stream
  }
  let seen = 0
  const flowing = make()
  flowing.on('data', () => {
    if (++seen >= 100) flowing.destroy()
  })
  await once(flowing, 'close')
  t.equal(count.value, seen)

  for await (const number of make()) if (number === 49) break
  t.equal(count.value, seen + 50)

  const sink = new Writable({
    objectMode: true,
    highWaterMark: 1,
    write: (number, _encoding, done) => done(number === 24 ? new Error('enough') : null),
  })
  await t.rejects(pipeline(make(), sink), { message: 'enough' })
  // What a pipe has handed over is out of the stream.
  t.ok(count.value >= seen + 75 && count.value <= seen + 76, `${count.value}`)
})

t.test('messages of a queue, up to the end', async (t) => {
  const queue = privateQueue(t)
  const count = new ConsumedCount(Number.POSITIVE_INFINITY, () => {})
  const stream = queue.createReadStream()
  count.add(stream)
  for (let i = 0; i < 100; i++) await queue.send('')
  let seen = 0
  for await (const _ of stream) {
    t.equal(count.value, ++seen)
    if (seen === 100) stream.stop()
  }
  t.equal(count.value, 100)
})

t.test('what goes back into the queue does not count', async (t) => {
  const queue = privateQueue(t)
  const count = new ConsumedCount(Number.POSITIVE_INFINITY, () => {})
  const stream = queue.createReadStream()
  count.add(stream)
  for (let i = 0; i < 20; i++) await queue.send('')
  let seen = 0
  for await (const _ of stream) if (++seen === 7) break
  t.equal(count.value, 7)
  t.equal(queue.stat().messages, 13)
})

t.test('it says once that the limit is reached', async (t) => {
  let reached = 0
  const count = new ConsumedCount(10, () => reached++)
  const stream = numbers(4)
  count.add(stream)
  for (let i = 0; i < 10; i++) {
    t.equal(reached, 0)
    stream.read()
    await new Promise(setImmediate)
  }
  t.equal(reached, 1)
  for (let i = 0; i < 10; i++) {
    stream.read()
    await new Promise(setImmediate)
  }
  t.equal(reached, 1)
})
