import t from 'tap'
import { MessageQueue } from '../../lib/index.js'
import { keyedQueue, privateQueue, removeAfter, unusedKey } from '../support/queue.js'

t.test('create makes a queue, and attaches to it the next time', async (t) => {
  const key = unusedKey()
  t.throws(() => MessageQueue.open(key), { code: 'ENOENT', syscall: 'msgget', key })
  const queue = removeAfter(t, MessageQueue.create(key, { mode: 0o640 }))
  t.equal(queue.stat().mode, 0o640)
  t.equal(MessageQueue.create(key).id, queue.id)
  t.equal(MessageQueue.open(key).id, queue.id)
  t.equal(MessageQueue.open(`0x${key.toString(16)}`).key, key)
  t.throws(() => MessageQueue.create(key, { exclusive: true }), { code: 'EEXIST', key })
})

t.test('a private queue is reached by its id', async (t) => {
  const queue = privateQueue(t)
  t.equal(queue.key, 0)
  t.equal(queue.stat().mode, 0o600)
  const other = MessageQueue.attach(queue.id)
  other.trySend('by id')
  t.equal(queue.tryReceive()?.data.toString(), 'by id')
})

t.test('id and key stay what they are', async (t) => {
  const queue = keyedQueue(t)
  const { id, key } = queue
  for (const change of [{ id: 'x' }, { key: 1 }]) {
    t.throws(() => Object.assign(queue, change), TypeError)
  }
  t.match(queue, { id, key })
  t.same(Object.keys(queue), ['id', 'key'])
})

t.test('attach knows the key', async (t) => {
  const queue = keyedQueue(t)
  t.equal(MessageQueue.attach(queue.id).key, queue.key)
})

t.test('maxBytes is set on a new queue and on an existing one', async (t) => {
  const queue = keyedQueue(t, { maxBytes: 1000 })
  t.equal(queue.stat().maxBytes, 1000)
  t.equal(MessageQueue.create(queue.key, { maxBytes: 1000 }).id, queue.id)
  MessageQueue.create(queue.key, { maxBytes: 500 })
  t.equal(queue.stat().maxBytes, 500)
})

t.test('set changes what it is told to and leaves the rest', async (t) => {
  const queue = privateQueue(t)
  const before = queue.stat()
  queue.set({ mode: 0o644 })
  t.match(queue.stat(), {
    mode: 0o644,
    maxBytes: before.maxBytes,
    uid: before.uid,
    gid: before.gid,
  })
  queue.set({ maxBytes: 4096, uid: before.uid, gid: before.gid })
  t.match(queue.stat(), { mode: 0o644, maxBytes: 4096 })
  t.throws(() => queue.set(undefined as unknown as object), { code: 'ERR_INVALID_ARG_TYPE' })
})

t.test('stat tells counts, processes and times', async (t) => {
  const queue = privateQueue(t)
  t.match(queue.stat(), {
    id: queue.id,
    key: 0,
    messages: 0,
    bytes: 0,
    lastSendPid: 0,
    lastSendTime: null,
    lastReceiveTime: null,
  })
  const from = Math.floor(Date.now() / 1000) * 1000
  queue.trySend('12345')
  t.match(queue.stat(), { messages: 1, bytes: 5, lastSendPid: process.pid, lastReceivePid: 0 })
  queue.tryReceive()
  const { lastSendTime, lastReceiveTime, lastReceivePid } = queue.stat()
  t.equal(lastReceivePid, process.pid)
  t.ok(lastSendTime && lastSendTime.getTime() >= from)
  t.ok(lastReceiveTime && lastReceiveTime.getTime() >= from)
})

t.test('list shows every queue, limits the sysctls and the totals', async (t) => {
  const queue = keyedQueue(t)
  queue.trySend('listed')
  t.match(
    MessageQueue.list().find(({ id }) => id === queue.id),
    { key: queue.key, messages: 1 },
  )
  const limits = MessageQueue.limits()
  t.ok(limits.msgmax > 0 && limits.msgmnb > 0 && limits.msgmni > 0)
  t.ok(limits.queues >= 1 && limits.messages >= 1 && limits.bytes >= 6)
})

t.test('peek looks at a position and takes nothing', async (t) => {
  const queue = privateQueue(t)
  t.equal(queue.peek(), null)
  queue.trySend('first', 3)
  queue.trySend(Buffer.alloc(8192, 'x'), 4)
  t.match(queue.peek(0), { type: 3, data: Buffer.from('first') })
  t.equal(queue.peek(1)?.data.length, 8192)
  t.equal(queue.peek(2), null)
  t.equal(queue.stat().messages, 2)
})

t.test('remove takes the queue away with what is in it', async (t) => {
  const queue = MessageQueue.createPrivate()
  queue.trySend('gone')
  await queue.remove()
  await t.rejects(queue.remove(), { code: 'EIDRM', syscall: 'msgctl', id: queue.id })
  t.throws(() => MessageQueue.attach(queue.id), { code: 'EIDRM' })
})

t.test('a setting whose getter changes its mind is what it was when it was checked', async (t) => {
  const queue = privateQueue(t)
  let asked = 0
  const mode = () => (asked++ === 0 ? 0o640 : 'x') as number
  queue.set({
    get mode() {
      return mode()
    },
  })
  t.equal(queue.stat().mode, 0o640)
})
