import { once } from 'node:events'
import t from 'tap'
import type { MessageQueue, QueueReadable } from '../../lib/index.js'
import { fill, keyedQueue } from '../support/queue.js'
import { sleepers, until } from '../support/until.js'
import { errorOf, failure, isQueueError } from './expect.js'
import { removed } from './manual.js'

const absent = { type: 99 }
const says = removed

/** Each sleeps: for a type that does not come, or for room that is not made. */
const waits: Record<
  string,
  { call: 'msgrcv' | 'msgsnd'; wait(queue: MessageQueue): Promise<unknown> }
> = {
  'receive()': { call: 'msgrcv', wait: (queue) => failure(() => queue.receive(absent)) },
  'a read stream': {
    call: 'msgrcv',
    wait: (queue) => errorOf(queue.createReadStream(absent).resume()),
  },
  'send()': { call: 'msgsnd', wait: (queue) => failure(() => queue.send(Buffer.alloc(1024))) },
  'a write stream': {
    call: 'msgsnd',
    wait: (queue) => {
      const writer = queue.createWriteStream()
      writer.write(Buffer.alloc(1024))
      return errorOf(writer)
    },
  },
}

for (const [name, { call, wait }] of Object.entries(waits)) {
  t.test(`${name} waits while the queue is removed: EIDRM`, async (t) => {
    const queue = keyedQueue(t)
    fill(queue)
    const waiting = wait(queue)
    await until(`${name} waits`, () => sleepers(call) === 1)
    await queue.remove()
    const { id, key } = queue
    isQueueError(t, await waiting, { code: 'EIDRM', syscall: call, id, key, says })
    await until('its thread is out of the call', () => sleepers(call) === 0)
  })
}

t.test('every send() in line behind the one that waits hears it', async (t) => {
  const queue = keyedQueue(t)
  fill(queue)
  const sends = Array.from({ length: 5 }, () => failure(() => queue.send(Buffer.alloc(1024))))
  await until('the first waits', () => sleepers('msgsnd') === 1)
  await queue.remove()
  const { id, key } = queue
  for (const error of await Promise.all(sends)) {
    isQueueError(t, error, { code: 'EIDRM', syscall: 'msgsnd', id, key, says })
  }
})

t.test('every receive() that waits hears it', async (t) => {
  const queue = keyedQueue(t)
  const receives = Array.from({ length: 5 }, () => failure(() => queue.receive()))
  await until('all wait', () => sleepers('msgrcv') === 5)
  await queue.remove()
  const { id, key } = queue
  for (const error of await Promise.all(receives)) {
    isQueueError(t, error, { code: 'EIDRM', syscall: 'msgrcv', id, key, says })
  }
})

t.test('a write stream hands back what the removed queue did not get', async (t) => {
  const queue = keyedQueue(t)
  fill(queue)
  const writer = queue.createWriteStream()
  const chunks = [Buffer.alloc(1024, 'a'), Buffer.alloc(1024, 'b')]
  for (const chunk of chunks) writer.write(chunk)
  const failed = errorOf(writer)
  await until('it waits', () => sleepers('msgsnd') === 1)
  await queue.remove()
  await failed
  t.equal(writer.unsent[0], chunks[0], 'in order, the same objects')
})

const texts = ['a', 'b', 'c']
const unread = (reader: QueueReadable) => reader.unread.map(({ data }) => data.toString())

t.test('a read stream that meets the removal hands over what it had read ahead', async (t) => {
  const queue = keyedQueue(t)
  for (const text of texts) queue.trySend(text)
  const reader = queue.createReadStream()
  const failed = errorOf(reader)
  reader.once('readable', () => {})
  await until('it waits for more', () => sleepers('msgrcv') === 1)
  await queue.remove()
  const { id, key } = queue
  isQueueError(t, await failed, { code: 'EIDRM', syscall: 'msgrcv', id, key, says })
  t.same(unread(reader), texts)
})

t.test(
  'a read stream that is destroyed hands over what the removed queue cannot take',
  async (t) => {
    const queue = keyedQueue(t)
    for (const text of texts) queue.trySend(text)
    const reader = queue.createReadStream({ highWaterMark: texts.length })
    await once(reader, 'readable')
    t.equal(queue.stat().messages, 0)
    await queue.remove()
    reader.destroy()
    await once(reader, 'close')
    t.same(unread(reader), texts)
  },
)
