import { subscribe, unsubscribe } from 'node:diagnostics_channel'
import { finished } from 'node:stream/promises'
import t from 'tap'
import type { QueueDiagnostics } from '../../lib/index.js'
import { drain, fill, privateQueue } from '../support/queue.js'
import { sleepers, until } from '../support/until.js'

interface Test {
  teardown(end: () => unknown): void
}

type Name = keyof QueueDiagnostics

/** Notes what is published until the test ends. */
function listen<Of extends Name>(t: Test, names: readonly Of[]) {
  const heard: [Of, QueueDiagnostics[Of]][] = []
  for (const name of names) {
    // What is published on a channel is what the interface says.
    const listener = (event: unknown) => heard.push([name, event as QueueDiagnostics[Of]])
    subscribe(name, listener)
    t.teardown(() => unsubscribe(name, listener))
  }
  return heard
}

t.test('a writer tells of its beginning, of a full queue, and of its end', async (t) => {
  const heard = listen(t, ['sysvmq:writable:open', 'sysvmq:writable:full', 'sysvmq:writable:close'])
  const queue = privateQueue(t)
  fill(queue)
  const writable = queue.createWriteStream()
  writable.end('x')
  await until('asleep', () => sleepers('msgsnd') === 1)
  queue.tryReceive()
  await finished(writable)
  const { id, key } = queue
  const zero = { received: 0, accepted: 0, rejected: 0, waiting: 0, dropped: 0 }
  t.match(heard, [
    ['sysvmq:writable:open', { queue: { id, key }, stats: zero }],
    ['sysvmq:writable:full', { stats: { ...zero, received: 1, waiting: 1 } }],
    ['sysvmq:writable:close', { error: null, stats: { ...zero, received: 1, accepted: 1 } }],
  ])
  t.ok(heard.every(([, { stream }]) => stream === writable))
})

t.test('it tells of each chunk that is rejected, before the stream does', async (t) => {
  const heard = listen(t, ['sysvmq:writable:rejected', 'sysvmq:writable:close'])
  const queue = privateQueue(t)
  fill(queue)
  const writable = queue.createWriteStream({ overflow: 'reject' })
  const told: number[] = []
  writable.on('rejected', () => told.push(heard.length))
  writable.write('a')
  writable.write('b')
  writable.destroy(new Error('enough'))
  await t.rejects(finished(writable), { message: 'enough' })
  t.match(heard, [
    [
      'sysvmq:writable:rejected',
      { chunk: 'a', error: { code: 'EAGAIN' }, stats: { rejected: 1, waiting: 0 } },
    ],
    [
      'sysvmq:writable:close',
      { error: { message: 'enough' }, stats: { received: 2, rejected: 1, waiting: 1 } },
    ],
  ])
  t.same(told, [1])
})

t.test('it tells of each message that it takes out of the queue', async (t) => {
  const heard = listen(t, ['sysvmq:writable:dropped'])
  const queue = privateQueue(t, { maxBytes: 1 })
  queue.trySend('o', 3)
  const writable = queue.createWriteStream({ overflow: 'drop-oldest', type: 3 })
  writable.end('n')
  await finished(writable)
  t.match(heard, [['sysvmq:writable:dropped', { message: { type: 3, data: Buffer.from('o') } }]])
  t.match(heard[0]?.[1].stats, { dropped: 1, accepted: 0, waiting: 1 })
  t.same(drain(queue), ['n'])
})

t.test('a reader tells of its beginning and its end', async (t) => {
  const heard = listen(t, ['sysvmq:readable:open', 'sysvmq:readable:close'])
  const queue = privateQueue(t)
  queue.trySend('x')
  const readable = queue.createReadStream()
  for await (const _ of readable) break
  const { id, key } = queue
  t.match(heard, [
    ['sysvmq:readable:open', { queue: { id, key }, stats: { received: 0 } }],
    ['sysvmq:readable:close', { queue: { id, key }, stats: { received: 1, consumed: 1 } }],
  ])
  t.ok(heard.every(([, { stream }]) => stream === readable))
})
