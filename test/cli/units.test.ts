import t from 'tap'
import { accessTo, formatAccess } from '../../lib/cli/access.js'
import { bar } from '../../lib/cli/bar.js'
import { toFailure } from '../../lib/cli/failure.js'
import { sparkline } from '../../lib/cli/top/sparkline.js'
import { formatAge, formatBytes } from '../../lib/cli/units.js'
import { groupName, readNames, userName } from '../../lib/cli/users.js'
import { QueueError } from '../../lib/index.js'
import { asOtherUser, needsRoot, nobody } from '../errors/other-user.js'
import { privateQueue } from '../support/queue.js'

t.test('bytes and ages are short', async (t) => {
  t.same([0, 1023, 1024, 102_400, 1.5 * 2 ** 20, 2 ** 50].map(formatBytes), [
    ...['0', '1023', '1.0K', '100K', '1.5M', '1024T'],
  ])
  const now = 1e12
  const ages = [5, 65, 7300, 200_000, -3].map((age) => formatAge(new Date(now - age * 1000), now))
  t.same(ages, ['5s', '1m', '2h', '2d', '0s'])
  t.equal(formatAge(null), '-')
})

t.test('bars are exact to an eighth of a column', async (t) => {
  t.equal(bar(0, 4), '    ')
  t.equal(bar(1 / 32, 4), '▏   ')
  t.equal(bar(0.5, 4), '██  ')
  t.equal(bar(1, 4), '████')
  t.equal(bar(7, 4), '████')
  t.equal(sparkline([0, 0], 3), ' ▁▁')
  t.equal(sparkline([9, 0, 4, 8], 3), '▁▅█')
})

t.test('names come from a file that need not be there', async (t) => {
  t.equal(readNames('/no/such/file').byId.size, 0)
  t.equal(readNames('/etc/passwd').byId.get(0), 'root')
  t.equal(userName(4_000_000_000), '4000000000')
  t.equal(groupName(4_000_000_000), '4000000000')
})

t.test('an error of the library that has no exit code of its own', async (t) => {
  const error = new QueueError('no memory', 'ENOMEM', 12, 'msgsnd', { id: 3, key: 0 })
  t.match(toFailure(error), { exitCode: 1, message: 'no memory' })
  const space = toFailure(new QueueError('full', 'ENOSPC', 28, 'msgget', { key: 5 }))
  t.match(space, { exitCode: 1, message: /^queue 0x00000005: the limit on queues is reached/ })
})

t.test('what the mode lets another user do', { skip: needsRoot }, async (t) => {
  const stat = { ...privateQueue(t).stat(), mode: 0o642, cuid: 1, cgid: 1 }
  t.equal(formatAccess(accessTo(stat)), 'rw', 'root may do all')
  await asOtherUser(() => {
    t.equal(formatAccess(accessTo({ ...stat, uid: nobody, gid: 1 })), 'rw')
    t.equal(formatAccess(accessTo({ ...stat, uid: 1, gid: nobody })), 'r-')
    t.equal(formatAccess(accessTo({ ...stat, uid: 1, gid: 1 })), '-w')
    t.equal(formatAccess(accessTo({ ...stat, uid: 1, gid: 1, mode: 0 })), '--')
  })
})
