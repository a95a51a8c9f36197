import { existsSync } from 'node:fs'
import { constants } from 'node:os'
import t from 'tap'
import { queueError, useError } from '../../lib/errors.js'
import { isQueueError } from './expect.js'
import { manual } from './manual.js'

const queue = { id: 7, key: 0x3000111 }

for (const { syscall, errno, code = errno, says, provoked } of manual) {
  const how = provoked ? `provoked in ${provoked}` : "can't be provoked: made by hand"
  t.test(`${syscall} ${errno}, ${how}`, async (t) => {
    const make = syscall === 'msgget' ? queueError : useError
    const error = make(constants.errno[errno], syscall, queue)
    // Where the library reads another code out of it, the number is that code's too.
    isQueueError(t, error, { code, syscall, ...queue, says })
    t.match(error.message, `${syscall} ${code}: queue 0x03000111 (id 7): `)
    for (const name of provoked?.split(', ') ?? []) {
      t.ok(existsSync(new URL(`./${name}.test.js`, import.meta.url)), `${name}.test exists`)
    }
  })
}

t.test('EINVAL that is about arguments, not about the id, is made by hand', async (t) => {
  const { EINVAL } = constants.errno
  const error = (syscall: 'msgrcv' | 'msgctl') => queueError(EINVAL, syscall, queue)
  isQueueError(t, error('msgctl'), {
    code: 'EINVAL',
    syscall: 'msgctl',
    ...queue,
    says: /uid and gid.*user namespace/,
  })
  isQueueError(t, error('msgrcv'), {
    code: 'EINVAL',
    syscall: 'msgrcv',
    ...queue,
    says: /kernel\.msgmax/,
  })
})

t.test('pthread_create EAGAIN: provoked in test/process, its advice is made by hand', async (t) => {
  const error = queueError(constants.errno.EAGAIN, 'pthread_create', queue)
  const says = /`ulimit -u`/
  isQueueError(t, error, { code: 'EAGAIN', syscall: 'pthread_create', ...queue, says })
})
