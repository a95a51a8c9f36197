import t from 'tap'
import { formatKey, parseKey } from '../../lib/key.js'

t.test('a key is a number or the string of ipcs, and unsigned', async (t) => {
  t.equal(parseKey(0x3000111), 0x3000111)
  t.equal(parseKey('0x03000111'), 0x3000111)
  t.equal(parseKey('0xFFFFFFFF'), 0xffffffff)
  t.equal(parseKey(0xffffffff), 0xffffffff)
  t.equal(parseKey(-1), 0xffffffff, 'as C prints a key_t')
  t.equal(parseKey(-(2 ** 31)), 2 ** 31)
})

t.test('what is no key is refused', async (t) => {
  for (const key of [
    '',
    '0x',
    '123',
    '0x123456789',
    '0xg',
    ' 0x1',
    1.5,
    Number.NaN,
    2 ** 32,
    -(2 ** 31) - 1,
  ]) {
    t.throws(() => parseKey(key), { code: 'ERR_INVALID_ARG_VALUE', message: /32-bit/ }, `${key}`)
  }
  for (const key of [undefined, null, 1n, {}, true]) {
    t.throws(() => parseKey(key), { code: 'ERR_INVALID_ARG_TYPE', message: /32-bit/ }, `${key}`)
  }
})

t.test('IPC_PRIVATE is no key to open', async (t) => {
  for (const key of [0, -0, '0x0', '0x00000000']) {
    t.throws(() => parseKey(key), { code: 'ERR_INVALID_ARG_VALUE', message: /createPrivate/ })
  }
})

t.test('a key is shown as ipcs shows it', async (t) => {
  t.equal(formatKey(0x3000111), '0x03000111')
  t.equal(formatKey(0xffffffff), '0xffffffff')
})
