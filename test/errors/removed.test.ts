import t, { type Test } from 'tap'
import { MessageQueue } from '../../lib/index.js'
import { keyedQueue, privateQueue, removeAfter } from '../support/queue.js'
import { fails } from './expect.js'
import { removed } from './manual.js'
import { owners, peek, readers, stat, writers } from './methods.js'

// peek() asks msgctl when msgrcv has said EINVAL, because that can mean something else here.
const methods = {
  ...readers,
  ...writers,
  ...owners,
  stat,
  peek: { ...peek, syscall: 'msgctl' as const },
}

async function removedQueue(t: Test): Promise<MessageQueue> {
  const queue = keyedQueue(t)
  await queue.remove()
  return queue
}

for (const [name, { syscall, use }] of Object.entries(methods)) {
  t.test(`${name}() of a queue that was removed: EIDRM`, async (t) => {
    const queue = await removedQueue(t)
    const expected = { code: 'EIDRM', syscall, id: queue.id, key: queue.key, says: removed }
    await fails(t, () => use(queue), expected)
    await fails(t, () => use(queue), expected)
  })
}

t.test('attach() to a queue that was removed: EIDRM, and no key to tell', async (t) => {
  const { id } = await removedQueue(t)
  await fails(t, () => MessageQueue.attach(id), {
    code: 'EIDRM',
    syscall: 'msgctl',
    id,
    says: removed,
  })
})

t.test(
  'open() of a queue that was removed: ENOENT, because a key outlives its queue',
  async (t) => {
    const { key } = await removedQueue(t)
    await fails(t, () => MessageQueue.open(key), {
      code: 'ENOENT',
      syscall: 'msgget',
      key,
      says: removed,
    })
  },
)

t.test('create() makes the queue again, and an old object stays dead', async (t) => {
  const old = await removedQueue(t)
  const queue = removeAfter(t, MessageQueue.create(old.key, { exclusive: true }))
  t.not(queue.id, old.id)
  t.throws(() => old.trySend('x'), { code: 'EIDRM', id: old.id })
  t.equal(queue.trySend('x'), true)
})

t.test('a private queue is named as one', async (t) => {
  const queue = privateQueue(t)
  await queue.remove()
  const says = new RegExp(`private queue \\(id ${queue.id}\\): `)
  await fails(t, () => queue.stat(), {
    code: 'EIDRM',
    syscall: 'msgctl',
    id: queue.id,
    key: 0,
    says,
  })
})

t.test('list() and limits() do without it', async (t) => {
  const { id } = await removedQueue(t)
  t.notOk(MessageQueue.list().some((stat) => stat.id === id))
  t.ok(MessageQueue.limits().msgmax > 0)
})
