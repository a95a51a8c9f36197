import { once } from 'node:events'
import t from 'tap'
import { destination } from '../support/destination.js'
import { drain, privateQueue } from '../support/queue.js'
import { until } from '../support/until.js'

for (const [sent, highWaterMark] of [
  [10, 16],
  [10, 1],
  [100, 200],
] as const) {
  t.test(`a pipe that fails is given no more: ${sent}, ${highWaterMark}`, async (t) => {
    const queue = privateQueue(t)
    const texts = Array.from({ length: sent }, (_, n) => `${n}`)
    for (const text of texts) queue.trySend(text)
    const readable = queue.createReadStream()
    const failing = destination(3, highWaterMark)
    readable.pipe(failing.writable)
    await failing.failed
    readable.destroy()
    await once(readable, 'close')
    t.same(failing.texts, ['0', '1', '2'])
    t.same(drain(queue).toSorted(), texts.slice(3).toSorted())
  })
}

t.test('where one of two pipes fails the other goes on', async (t) => {
  const queue = privateQueue(t)
  const texts = Array.from({ length: 100 }, (_, n) => `${n}`)
  for (const text of texts) queue.trySend(text)
  const readable = queue.createReadStream({ highWaterMark: 7 })
  const failing = destination(3)
  const lasting = destination()
  readable.pipe(failing.writable)
  readable.pipe(lasting.writable)
  await until('it has all', () => lasting.texts.length === texts.length)
  t.same(failing.texts, ['0', '1', '2'])
  t.same(lasting.texts, texts)
  readable.stop()
  await once(lasting.writable, 'finish')
})

t.test('stop() after a pipe has failed leaves the others to destroy()', async (t) => {
  const queue = privateQueue(t)
  const texts = Array.from({ length: 20 }, (_, n) => `${n}`)
  for (const text of texts) queue.trySend(text)
  const readable = queue.createReadStream()
  const failing = destination(3)
  readable.on('data', () => {
    if (failing.texts.length === 3) readable.stop()
  })
  readable.pipe(failing.writable)
  await failing.failed
  await new Promise(setImmediate)
  readable.destroy()
  await once(readable, 'close')
  t.same(drain(queue).toSorted(), texts.slice(3).toSorted())
})
