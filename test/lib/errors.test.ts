import { constants } from 'node:os'
import t from 'tap'
import { QueueError, queueError, timeoutError, tooBigError, useError } from '../../lib/errors.js'

const { EIDRM, EINVAL, ENOMSG, EAGAIN, EOWNERDEAD } = constants.errno as Record<string, number>

t.test(
  'an error carries code, errno, syscall and queue, and names them in its message',
  async (t) => {
    const error = queueError(EIDRM ?? 0, 'msgrcv', { id: 7, key: 0x3000111 })
    t.ok(error instanceof QueueError)
    t.match(error, {
      name: 'QueueError',
      code: 'EIDRM',
      errno: EIDRM,
      syscall: 'msgrcv',
      id: 7,
      key: 0x3000111,
    })
    t.match(error.message, /^msgrcv EIDRM: queue 0x03000111 \(id 7\): .*create/)
  },
)

t.test('a queue is named by what is known of it', async (t) => {
  const message = (queue: object) => queueError(ENOMSG ?? 0, 'msgrcv', queue).message
  t.match(message({ id: 7, key: 0 }), /private queue \(id 7\)/)
  t.match(message({ id: 7 }), /queue id 7/)
  t.match(message({ key: 5 }), /queue 0x00000005:/)
  t.match(message({}), /: queue:/)
})

t.test('EINVAL in the use of an id means that the queue is gone', async (t) => {
  t.equal(useError(EINVAL ?? 0, 'msgctl').code, 'EIDRM')
  t.equal(useError(ENOMSG ?? 0, 'msgrcv').code, 'ENOMSG')
})

t.test('of two names of one number the documented one is taken', async (t) => {
  t.equal(queueError(EAGAIN ?? 0, 'msgsnd').code, 'EAGAIN')
})

t.test('an errno without advice still has a code and a hint', async (t) => {
  t.match(queueError(EOWNERDEAD ?? 130, 'msgget'), { message: /manual page/ })
  t.equal(queueError(4000, 'msgget').code, 'E4000')
})

t.test('a message that is too big tells size, limit and its name', async (t) => {
  t.match(tooBigError(9000, 8192, 'kernel.msgmax', { id: 1 }), {
    code: 'ERR_MESSAGE_TOO_BIG',
    errno: constants.errno.EMSGSIZE,
    syscall: 'msgsnd',
    message: /9000 bytes.*kernel\.msgmax, 8192.*sysctl kernel\.msgmax=9000/,
  })
  t.match(tooBigError(200, 100, 'maxBytes', { id: 1 }).message, /200 bytes.*maxBytes, 100/)
})

t.test('a timeout tells what it waited for', async (t) => {
  const { ETIMEDOUT } = constants.errno
  t.match(timeoutError(5, 'msgrcv', { id: 1 }), {
    code: 'ETIMEDOUT',
    errno: ETIMEDOUT,
    message: /no message within 5 ms/,
  })
  t.match(timeoutError(5, 'msgsnd', { id: 1 }).message, /no room within 5 ms/)
})
