import t from 'tap'
import { fill, privateQueue } from '../support/queue.js'
import { permission } from './manual.js'
import { isRoot, nobody, runAsOtherUser } from './other-user.js'

t.test('permission is withdrawn from all who wait: EACCES', async (t) => {
  const queue = privateQueue(t, { maxBytes: 5000 })
  if (isRoot) queue.set({ uid: nobody })
  const messages = fill(queue)
  const calls = ['msgrcv', 'msgrcv', 'msgsnd', 'msgsnd']
  const message = permission
  const expected = calls.map((syscall) => ({
    code: 'EACCES',
    syscall,
    id: queue.id,
    key: 0,
    message,
  }))
  t.match(await runAsOtherUser(t, 'waiter.js', `${queue.id}`), expected)
  t.match(queue.set({ mode: 0o600 }).stat(), { messages })
})
