import { constants } from 'node:os'
import t from 'tap'
import { createPrivateQueue, createQueue } from '../../lib/get-queue.js'
import { MessageQueue } from '../../lib/index.js'
import { native } from '../../lib/native.js'
import { asOtherUser } from '../errors/other-user.js'
import { removeAfter, unusedKey } from '../support/queue.js'

const { EEXIST, ENOSPC } = constants.errno

const options = { mode: 0o600, exclusive: false, maxBytes: undefined }

t.test('a queue that is removed just when it was found to exist is made anew', async (t) => {
  const key = unusedKey()
  const { id } = MessageQueue.create(key)
  let removed = 0
  const made = createQueue(key, options, (...args) => {
    const result = native.get(...args)
    if (result === -EEXIST && removed++ === 0) native.removeEmpty(id)
    return result
  })
  removeAfter(t, MessageQueue.attach(made))
  t.not(made, id)
  t.equal(removed, 1)
})

t.test('no room for another queue is ENOSPC, with the sysctl in its message', async (t) => {
  const full = { code: 'ENOSPC', syscall: 'msgget', message: /kernel\.msgmni/ }
  t.throws(() => createPrivateQueue(0o600, undefined, () => -ENOSPC), full)
  t.throws(() => createQueue(unusedKey(), options, () => -ENOSPC), full)
})

t.test('an owner may change a queue that he may not read', async (t) => {
  await asOtherUser(() => {
    const queue = removeAfter(t, MessageQueue.createPrivate({ mode: 0o200 }))
    t.throws(() => queue.stat(), { code: 'EACCES', syscall: 'msgctl' })
    t.equal(queue.set({ mode: 0o600, maxBytes: 1000 }), queue)
    t.match(queue.stat(), { mode: 0o600, maxBytes: 1000 })
  })
})
