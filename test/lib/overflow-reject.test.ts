import { finished } from 'node:stream/promises'
import t from 'tap'
import { drain, fill, privateQueue } from '../support/queue.js'
import { until } from '../support/until.js'
import { watched, write } from '../support/watched.js'

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
