import t from 'tap'
import { MessageQueue } from '../../lib/index.js'
import { native } from '../../lib/native.js'
import { makeTable, readText, readType } from '../../lib/table.js'
import { privateQueue } from '../support/queue.js'
import { sleepers, until } from '../support/until.js'

// E2BIG leaves the message in the queue: the library takes it again with more room, so that nobody
// ever sees the error, or half a message.
const { msgmax } = MessageQueue.limits()
const size = Math.min(msgmax, 8192)
const sizes = Array.from({ length: 40 }, (_, i) => size - i * 7)
const text = (i: number) => Buffer.alloc(sizes[i] ?? 0, `${i},`)

t.test('tryReceive() crosses the end of its memory', async (t) => {
  const queue = privateQueue(t)
  for (const i of sizes.keys()) {
    queue.trySend(text(i), i + 1)
    t.strictSame(queue.tryReceive(), { type: i + 1, data: text(i) })
  }
})

t.test('peek() crosses it too, and takes nothing', async (t) => {
  const queue = privateQueue(t)
  queue.trySend(text(0))
  for (const _ of sizes) t.same(queue.peek()?.data, text(0))
  t.equal(queue.stat().messages, 1)
})

t.test('receive() crosses it while it waits', async (t) => {
  const queue = privateQueue(t)
  for (const i of sizes.keys()) {
    const received = queue.receive()
    await until('receive() waits', () => sleepers('msgrcv') === 1)
    queue.trySend(text(i))
    t.same((await received).data, text(i))
  }
})

t.test('a read stream crosses it', async (t) => {
  const queue = privateQueue(t)
  const writer = queue.createWriteStream()
  for (const i of sizes.keys()) writer.write(text(i))
  writer.end()
  let i = 0
  for await (const { data } of queue.createReadStream({ highWaterMark: 3 })) {
    t.same(data, text(i))
    if (++i === sizes.length) break
  }
})

t.test('a message larger than the whole slab of a reader is received whole', async (t) => {
  const queue = privateQueue(t)
  const table = makeTable(1)
  const reader = new native.Reader(queue.id, 0, false, 64, table)
  t.teardown(() => reader.close(0))
  queue.trySend(text(1), 7)
  t.equal(reader.fill(1), 1)
  t.equal(readType(table, 0), 7)
  t.same(readText(table, 0, reader.slab()), text(1))
})

t.test('a message larger than the slab of a reader that waits is received whole', async (t) => {
  const queue = privateQueue(t)
  const table = makeTable(1)
  const reader = new native.Reader(queue.id, 0, false, 64, table)
  t.teardown(() => reader.close(0))
  const ready = new Promise<void>((resolve) => {
    reader.onready = resolve
  })
  t.equal(reader.wait(), 0)
  await until('it waits', () => sleepers('msgrcv') === 1)
  queue.trySend(text(1), 7)
  await ready
  t.equal(reader.fill(1), 1)
  t.equal(readType(table, 0), 7)
  t.same(readText(table, 0, reader.slab()), text(1))
})

const skip = msgmax > 65536 ? false : 'kernel.msgmax is not above 64 KiB here'
t.test('a message larger than the blocks of the library is received whole', { skip }, async (t) => {
  const queue = privateQueue(t)
  const large = Buffer.alloc(Math.min(msgmax, queue.stat().maxBytes), 'large')
  queue.trySend(large)
  t.same(queue.peek()?.data, large)
  t.same(queue.tryReceive()?.data, large)
  queue.trySend(large)
  t.same((await queue.receive()).data, large)
})
