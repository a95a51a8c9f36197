import { constants } from 'node:os'
import t from 'tap'
import type * as getQueue from '../../lib/get-queue.js'
import { MessageQueue } from '../../lib/index.js'
import { type Native, native } from '../../lib/native.js'
import { asOtherUser } from '../errors/other-user.js'
import { removeAfter, unusedKey } from '../support/queue.js'

const { EEXIST, ENOSPC } = constants.errno

/** The real addon, but for what is replaced. */
function addonWith(replaced: Partial<Native>) {
  return { '../../lib/native.js': { native: { ...native, ...replaced } } }
}

t.test('a queue that is removed just when it was found to exist is made anew', async (t) => {
  const key = unusedKey()
  const { id } = MessageQueue.create(key)
  let removed = 0
  const addon = addonWith({
    get(...args) {
      const result = native.get(...args)
      if (result === -EEXIST && removed++ === 0) native.removeEmpty(id)
      return result
    },
  })
  const { createQueue } = await t.mockImport<typeof getQueue>('../../lib/get-queue.js', addon)
  const made = createQueue(key, { mode: 0o600, exclusive: false, maxBytes: undefined })
  removeAfter(t, MessageQueue.attach(made))
  t.not(made, id)
  t.equal(removed, 1)
})

t.test('no room for another queue is ENOSPC, with the sysctl in its message', async (t) => {
  const addon = addonWith({ get: () => -ENOSPC })
  const { createPrivateQueue, createQueue } = await t.mockImport<typeof getQueue>(
    '../../lib/get-queue.js',
    addon,
  )
  const full = { code: 'ENOSPC', syscall: 'msgget', message: /kernel\.msgmni/ }
  t.throws(() => createPrivateQueue(0o600, undefined), full)
  const options = { mode: 0o600, exclusive: false, maxBytes: undefined }
  t.throws(() => createQueue(unusedKey(), options), full)
})

t.test('an owner may change a queue that he may not read', async (t) => {
  await asOtherUser(() => {
    const queue = removeAfter(t, MessageQueue.createPrivate({ mode: 0o200 }))
    t.throws(() => queue.stat(), { code: 'EACCES', syscall: 'msgctl' })
    t.equal(queue.set({ mode: 0o600, maxBytes: 1000 }), queue)
    t.match(queue.stat(), { mode: 0o600, maxBytes: 1000 })
  })
})
