import t from 'tap'
import { MessageQueue } from '../../lib/index.js'
import { drain, keyedQueue, removeAfter, unusedKey } from '../support/queue.js'
import { fails } from './expect.js'
import { exists, removed } from './manual.js'

t.test('open() where there is no queue: ENOENT', async (t) => {
  const key = unusedKey()
  await fails(t, () => MessageQueue.open(key), {
    code: 'ENOENT',
    syscall: 'msgget',
    key,
    says: removed,
  })
  t.notOk(
    MessageQueue.list().some((queue) => queue.key === key),
    'and made none',
  )
})

t.test('create() of a queue that is there, exclusively: EEXIST', async (t) => {
  const queue = keyedQueue(t)
  queue.trySend('kept')
  const { key } = queue
  const create = () => MessageQueue.create(key, { exclusive: true, maxBytes: 100, mode: 0o666 })
  await fails(t, create, { code: 'EEXIST', syscall: 'msgget', key, says: exists })
  t.match(queue.stat(), { mode: 0o600, maxBytes: MessageQueue.limits().msgmnb })
  t.same(drain(queue), ['kept'])
})

t.test('an error shows the key as ipcs does, whichever way it was given', async (t) => {
  const key = unusedKey()
  const hex = `0x${key.toString(16)}`
  for (const given of [key, hex, hex.toUpperCase().replace('X', 'x')]) {
    t.throws(() => MessageQueue.open(given), {
      key,
      message: `queue 0x${key.toString(16).padStart(8, '0')}: `,
    })
  }
})

t.test('a negative key is the unsigned one with the same bits', async (t) => {
  const key = (unusedKey() | 0x80000000) >>> 0
  const says = new RegExp(`0x${key.toString(16)}`)
  const open = () => MessageQueue.open(key - 2 ** 32)
  await fails(t, open, { code: 'ENOENT', syscall: 'msgget', key, says })
  const queue = removeAfter(t, MessageQueue.create(key, { exclusive: true }))
  t.equal(MessageQueue.open(key - 2 ** 32).id, queue.id)
  t.equal(queue.stat().key, key)
})

t.test('createPrivate() makes a new queue each time', async (t) => {
  const first = removeAfter(t, MessageQueue.createPrivate())
  const second = removeAfter(t, MessageQueue.createPrivate())
  t.not(first.id, second.id)
  t.same([first.key, second.key, first.stat().key], [0, 0, 0])
})

t.test('create() attaches to what is there, and leaves its mode alone', async (t) => {
  const { key, id } = keyedQueue(t, { mode: 0o640 })
  const queue = MessageQueue.create(key, { mode: 0o666 })
  t.equal(queue.id, id)
  t.equal(queue.stat().mode, 0o640)
})

t.test('attach() to an id that no queue has: EIDRM', async (t) => {
  const used = new Set(MessageQueue.list().map(({ id }) => id))
  const id = [2 ** 31 - 1, 2 ** 31 - 2].find((id) => !used.has(id)) ?? 0
  await fails(t, () => MessageQueue.attach(id), {
    code: 'EIDRM',
    syscall: 'msgctl',
    id,
    says: removed,
  })
})
