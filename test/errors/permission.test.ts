import { finished } from 'node:stream/promises'
import t from 'tap'
import { MessageQueue } from '../../lib/index.js'
import { drain, keyedQueue } from '../support/queue.js'
import { fails } from './expect.js'
import { exists, owner, permission } from './manual.js'
import { owners, peek, readers, stat, writers } from './methods.js'
import { asOtherUser, isRoot, needsRoot } from './other-user.js'

const closed = { ...readers, ...writers, stat, peek }
const says = permission

for (const [name, { syscall, use }] of Object.entries(closed)) {
  t.test(`${name}() of a queue with mode 0: EACCES`, async (t) => {
    const queue = keyedQueue(t)
    queue.trySend('kept')
    queue.set({ mode: 0 })
    const { id, key } = queue
    await asOtherUser(() => fails(t, () => use(queue), { code: 'EACCES', syscall, id, key, says }))
    queue.set({ mode: 0o600 })
    t.same(drain(queue), ['kept'])
  })
}

for (const [name, { syscall, use }] of Object.entries(owners)) {
  t.test(`${name}() of another user's queue: EPERM`, { skip: needsRoot }, async (t) => {
    const queue = keyedQueue(t, { mode: 0o666 })
    queue.trySend('kept')
    const { id, key } = queue
    await asOtherUser(() =>
      fails(t, () => use(queue), { code: 'EPERM', syscall, id, key, says: owner }),
    )
    t.same(drain(queue), ['kept'])
  })
}

for (const [name, { syscall, use }] of Object.entries(writers)) {
  t.test(`${name}() where others may only read: EACCES`, { skip: needsRoot }, async (t) => {
    const queue = keyedQueue(t, { mode: 0o644 })
    const { id, key } = queue
    await asOtherUser(() => fails(t, () => use(queue), { code: 'EACCES', syscall, id, key, says }))
    t.equal(queue.stat().messages, 0)
  })
}

for (const [name, { syscall, use }] of Object.entries({ ...readers, peek })) {
  t.test(`${name}() where others may only write: EACCES`, { skip: needsRoot }, async (t) => {
    const queue = keyedQueue(t, { mode: 0o622 })
    const { id, key } = queue
    await asOtherUser(async () => {
      t.equal(queue.trySend('from another'), true)
      await fails(t, () => use(queue), { code: 'EACCES', syscall, id, key, says })
    })
    t.same(drain(queue), ['from another'])
  })
}

t.test("overflow 'drop-oldest' where one may only write: EACCES", async (t) => {
  const queue = keyedQueue(t, { maxBytes: 1 })
  queue.trySend('k')
  queue.set({ mode: 0o222 })
  const { id, key } = queue
  await asOtherUser(async () => {
    const writable = queue.createWriteStream({ overflow: 'drop-oldest' })
    const write = () => finished(writable.end('x'))
    await fails(t, write, { code: 'EACCES', syscall: 'msgrcv', id, key, says })
    t.same(writable.unsent, ['x'])
  })
  queue.set({ mode: 0o600 })
  t.same(drain(queue), ['k'])
})

t.test('open(), create() and attach() ask for no permission: it shows in the use', async (t) => {
  const { id, key } = keyedQueue(t, { mode: 0 })
  await asOtherUser(() => {
    t.equal(MessageQueue.open(key).id, id)
    t.equal(MessageQueue.create(key).id, id)
    t.match(MessageQueue.attach(id), { id, key })
  })
})

t.test('create() of a queue that is there with EXCL: EEXIST, not EACCES', async (t) => {
  const { key } = keyedQueue(t, { mode: 0 })
  const create = () => MessageQueue.create(key, { exclusive: true })
  await asOtherUser(() =>
    fails(t, create, { code: 'EEXIST', syscall: 'msgget', key, says: exists }),
  )
})

t.test('list() shows what stat() may not', async (t) => {
  const { id } = keyedQueue(t, { mode: 0 })
  const all = await asOtherUser(() => MessageQueue.list())
  t.match(
    all.find((queue) => queue.id === id),
    { id, mode: 0, uid: process.geteuid?.() },
  )
})

t.test('too large is too large, also where the limit may not be read', async (t) => {
  const queue = keyedQueue(t, { mode: 0o222, maxBytes: 100 })
  await asOtherUser(() =>
    t.throws(() => queue.trySend(Buffer.alloc(101)), {
      code: 'ERR_MESSAGE_TOO_BIG',
      message: /101 .*maxBytes.* 100/,
    }),
  )
})

t.test('the owner gets everything back by set()', async (t) => {
  const queue = keyedQueue(t, { mode: 0 })
  if (!isRoot) t.throws(() => queue.stat(), { code: 'EACCES' })
  t.equal(queue.set({ mode: 0o600 }).stat().mode, 0o600)
})
