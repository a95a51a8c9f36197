import { InvalidArgumentError } from 'commander'
import t from 'tap'
import { matches, nameOf, parseTarget, parseTargets } from '../../lib/cli/target.js'
import { parseOwner, parseUser } from '../../lib/cli/users.js'
import * as values from '../../lib/cli/values.js'
import { ftok } from '../../lib/index.js'

t.test('a KEY', async (t) => {
  t.same(parseTarget('0x3000111'), { key: 0x3000111 })
  t.same(parseTarget('50331921'), { key: 0x3000111 })
  t.same(parseTarget('-1'), { key: 0xffffffff })
  t.same(parseTarget('id:0'), { id: 0 })
  t.same(parseTarget('path:/'), { key: ftok('/', 1) })
  t.same(parseTarget('path:/,7'), { key: ftok('/', 7) })
  t.same(parseTarget('path:/,q'), { key: ftok('/', 'q') })
  for (const text of ['', '0', '0xg', '4294967296', '-2147483649', 'id:x', 'path:/no/such']) {
    t.throws(() => parseTarget(text), InvalidArgumentError, text)
  }
  t.same(parseTargets('id:2', [{ id: 1 }]), [{ id: 1 }, { id: 2 }])
  t.ok(matches({ id: 3 }, { id: 3, key: 5 }) && matches({ key: 5 }, { id: 3, key: 5 }))
  t.equal(nameOf({ id: 3, key: 0 }), 'id:3')
  t.equal(nameOf({ id: 3, key: 5 }), '0x00000005')
})

t.test('numbers, sizes and times', async (t) => {
  t.same(['1', '64k', '1M', '2g'].map(values.bytes), [1, 65_536, 2 ** 20, 2 ** 31])
  t.same(['5', '5s', '0.5', '200ms', '2m', '0'].map(values.duration), [
    ...[5000, 5000, 500, 200, 120_000, 0],
  ])
  t.equal(values.integer(1, 9)('9'), 9)
  for (const text of ['', '0', '10', '1.5', '-1', 'x']) t.throws(() => values.integer(1, 9)(text))
  for (const text of ['', '0', '1T', '-1']) t.throws(() => values.bytes(text))
  for (const text of ['', 'x', '-1', '2147484']) t.throws(() => values.duration(text))
  t.equal(values.text('x'), 'x')
  t.throws(() => values.text(''))
})

t.test('types and modes', async (t) => {
  t.equal(values.messageType('9223372036854775807'), 2n ** 63n - 1n)
  t.equal(values.messageType('7'), 7)
  for (const text of ['0', '-1', 'x', '9223372036854775808'])
    t.throws(() => values.messageType(text))
  t.same(values.selection('-5'), { type: -5, except: false })
  t.same(values.selection('!5'), { type: 5, except: true })
  for (const text of ['x', '!0', '!-3']) t.throws(() => values.selection(text))
  t.equal(values.mode('0640'), 0o640)
  for (const text of ['', '888', '1000']) t.throws(() => values.mode(text))
})

t.test('users and groups', async (t) => {
  t.equal(parseUser('root'), 0)
  t.equal(parseUser('12345'), 12_345)
  t.same(parseOwner('root:12'), { uid: 0, gid: 12 })
  t.same(parseOwner(':12'), { gid: 12 })
  for (const text of ['', 'a:b:c', 'no such user', '4294967295']) t.throws(() => parseOwner(text))
})
