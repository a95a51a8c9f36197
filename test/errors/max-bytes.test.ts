import t from 'tap'
import { MessageQueue, QueueError } from '../../lib/index.js'
import { drain, keyedQueue, privateQueue, removeAfter, unusedKey } from '../support/queue.js'
import { fails, failure, isQueueError } from './expect.js'
import { raise } from './manual.js'
import { asOtherUser, isRoot, mayRaise, nobody } from './other-user.js'

const { msgmnb } = MessageQueue.limits()
const above = { maxBytes: msgmnb + 1 }
const refused = { code: 'EPERM', syscall: 'msgctl' as const, says: raise }

// Root is another user here, who has not got it. Whoever else has it keeps it.
const skip = mayRaise() && !isRoot ? 'this user has CAP_SYS_RESOURCE' : false

t.test('create() above msgmnb: EPERM, and leaves nothing behind', { skip }, async (t) => {
  const key = unusedKey()
  const error = await asOtherUser(() => failure(() => MessageQueue.create(key, above)))
  // It was there for a moment, and so has an id.
  const id = error instanceof QueueError ? error.id : undefined
  t.type(id, 'number')
  isQueueError(t, error, { ...refused, id, key })
  t.throws(() => MessageQueue.open(key), { code: 'ENOENT' })
})

t.test('createPrivate() above msgmnb: EPERM, and leaves nothing behind', { skip }, async (t) => {
  // A mode that no other queue here has.
  const mode = 0o421
  const create = () => MessageQueue.createPrivate({ ...above, mode })
  await asOtherUser(() => t.throws(create, { code: 'EPERM', key: 0, message: raise }))
  t.notOk(MessageQueue.list().some((queue) => queue.mode === mode))
})

t.test(
  'create() above msgmnb of a queue that is there: EPERM, and it stays',
  { skip },
  async (t) => {
    const key = unusedKey()
    await asOtherUser(async () => {
      const queue = removeAfter(t, MessageQueue.create(key))
      queue.trySend('kept')
      await fails(t, () => MessageQueue.create(key, above), { ...refused, id: queue.id, key })
      t.equal(queue.stat().maxBytes, msgmnb)
      t.same(drain(queue), ['kept'])
    })
  },
)

t.test('set() above msgmnb: EPERM, and nothing changes', { skip }, async (t) => {
  await asOtherUser(async () => {
    const queue = privateQueue(t, { maxBytes: 5000 })
    queue.trySend('kept')
    const change = () => queue.set({ ...above, mode: 0o640 })
    await fails(t, change, { ...refused, id: queue.id, key: 0 })
    t.match(queue.stat(), { maxBytes: 5000, mode: 0o600, messages: 1 })
  })
})

t.test('what is asked for after the refusal is carried on with', { skip }, async (t) => {
  const key = unusedKey()
  const queue = await asOtherUser(() => {
    t.throws(() => MessageQueue.create(key, above), { code: 'EPERM' })
    return removeAfter(t, MessageQueue.create(key))
  })
  t.equal(queue.stat().maxBytes, msgmnb)
})

t.test('msgmnb itself, and less, need nothing', async (t) => {
  await asOtherUser(() => {
    const queue = privateQueue(t, { maxBytes: msgmnb })
    t.equal(queue.set({ maxBytes: 1 }).stat().maxBytes, 1)
    t.equal(queue.set({ maxBytes: msgmnb }).stat().maxBytes, msgmnb)
  })
})

const needs = mayRaise() ? false : 'this user has not got CAP_SYS_RESOURCE'
t.test('with CAP_SYS_RESOURCE a queue may be above msgmnb', { skip: needs }, async (t) => {
  const queue = keyedQueue(t, above)
  t.equal(queue.stat().maxBytes, msgmnb + 1)
  t.equal(queue.set({ mode: 0o640 }).stat().mode, 0o640)
})

const other = needs || (isRoot ? false : 'only root can stop being privileged')
t.test('above msgmnb any set() without CAP_SYS_RESOURCE: EPERM', { skip: other }, async (t) => {
  const queue = keyedQueue(t, above)
  const { id, key } = queue
  queue.set({ uid: nobody })
  await asOtherUser(() => fails(t, () => queue.set({ mode: 0o640 }), { ...refused, id, key }))
  t.equal(queue.stat().mode, 0o600)
})
