import { once } from 'node:events'
import t from 'tap'
import { MessageQueue, QueueError } from '../../lib/index.js'
import { drain, fill, privateQueue } from '../support/queue.js'
import { fails, isQueueError } from './expect.js'

const { msgmax } = MessageQueue.limits()
const maxBytes = 1000

/** Both limits: the size that is one byte over, and what the error says. */
const limits = {
  msgmax: {
    options: {},
    size: msgmax + 1,
    says: new RegExp(
      `${msgmax + 1} .*kernel\\.msgmax.* ${msgmax}.*sysctl kernel\\.msgmax=${msgmax + 1}`,
    ),
  },
  maxBytes: {
    options: { maxBytes },
    size: maxBytes + 1,
    says: new RegExp(`${maxBytes + 1} .*maxBytes.* ${maxBytes}.*queue\\.set`),
  },
}

const ways: Record<string, (queue: MessageQueue, data: Buffer | string) => unknown> = {
  trySend: (queue, data) => queue.trySend(data),
  send: (queue, data) => queue.send(data),
  'send, with a timeout': (queue, data) => queue.send(data, { timeout: 60_000 }),
  createWriteStream: async (queue, data) => {
    const writer = queue.createWriteStream()
    writer.write(data)
    await once(writer, 'finish')
  },
}

for (const [limit, { options, size, says }] of Object.entries(limits)) {
  for (const [name, send] of Object.entries(ways)) {
    for (const full of [false, true]) {
      const state = full ? 'a full queue' : 'an empty queue'
      t.test(`${name}() of more than ${limit} to ${state}: ERR_MESSAGE_TOO_BIG`, async (t) => {
        const queue = privateQueue(t, options)
        const before = full ? fill(queue, 100) : 0
        const expected = {
          code: 'ERR_MESSAGE_TOO_BIG',
          syscall: 'msgsnd' as const,
          id: queue.id,
          key: 0,
          says,
        }
        await fails(t, () => send(queue, Buffer.alloc(size)), expected)
        await fails(t, () => send(queue, 'x'.repeat(size)), expected)
        t.equal(queue.stat().messages, before, 'the queue is as it was')
      })
    }
  }

  t.test(`one byte less than that is sent, with ${limit} as the limit`, async (t) => {
    const queue = privateQueue(t, options)
    const data = Buffer.alloc(size - 1, 'x')
    t.equal(queue.trySend(data), true)
    t.same(queue.tryReceive()?.data, data)
  })

  t.test(`a write stream tells of more than ${limit}, and goes on without it`, async (t) => {
    const queue = privateQueue(t, options)
    const writer = queue.createWriteStream()
    const rejected: unknown[] = []
    writer.on('rejected', (chunk, error) => {
      rejected.push(chunk)
      const { id } = queue
      isQueueError(t, error, {
        code: 'ERR_MESSAGE_TOO_BIG',
        syscall: 'msgsnd',
        id,
        key: 0,
        says,
      })
    })
    const tooBig = Buffer.alloc(size)
    for (const chunk of ['before', tooBig, 'after']) writer.write(chunk)
    writer.end()
    await once(writer, 'finish')
    t.same(rejected, [tooBig])
    t.same(drain(queue), ['before', 'after'])
  })
}

t.test('the size that counts is in bytes, not in characters', async (t) => {
  const queue = privateQueue(t, { maxBytes: 10 })
  t.equal(queue.trySend('ż'.repeat(5)), true)
  t.same(drain(queue), ['ż'.repeat(5)])
  t.throws(() => queue.trySend('ż'.repeat(6)), { message: /12 .*maxBytes.* 10/ })
})

t.test('over both limits the one is named that is met first', async (t) => {
  const queue = privateQueue(t, { maxBytes })
  const error = await queue.send(Buffer.alloc(msgmax + 1)).catch((error: unknown) => error)
  t.ok(error instanceof QueueError)
  t.match(error, { message: /kernel\.msgmax/ })
})
