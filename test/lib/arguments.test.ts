import t from 'tap'
import {
  checkBoolean,
  checkInteger,
  checkOptions,
  checkSignal,
  checkTimeout,
  wrongValue,
} from '../../lib/arguments.js'

const type = { name: 'TypeError', code: 'ERR_INVALID_ARG_TYPE' }
const value = { name: 'RangeError', code: 'ERR_INVALID_ARG_VALUE' }

t.test('integers are checked for type and range', async (t) => {
  t.equal(checkInteger('n', 3, 1, 3), 3)
  t.throws(() => checkInteger('n', '3', 1, 3), {
    ...type,
    message: /"n" must be a number; got '3'/,
  })
  for (const n of [0, 4, 1.5, Number.NaN, Number.POSITIVE_INFINITY]) {
    t.throws(() => checkInteger('n', n, 1, 3), { ...value, message: /integer from 1 to 3/ })
  }
})

t.test('booleans, options and signals are checked for type', async (t) => {
  t.equal(checkBoolean('b', false), false)
  t.throws(() => checkBoolean('b', 0), type)
  t.equal(checkOptions('o', undefined), undefined)
  t.same(checkOptions('o', {}), {})
  for (const options of [null, 1, 'x']) {
    // A program in JavaScript can pass anything.
    t.throws(() => checkOptions('o', options as unknown as object), type)
  }
  const { signal } = new AbortController()
  t.equal(checkSignal('s', signal), signal)
  t.equal(checkSignal('s', undefined), undefined)
  for (const wrong of [null, {}, 'x', new AbortController()]) {
    t.throws(() => checkSignal('s', wrong), type)
  }
})

t.test('a timeout is in milliseconds, and none is for ever', async (t) => {
  t.equal(checkTimeout('timeout', undefined), Number.POSITIVE_INFINITY)
  t.equal(checkTimeout('timeout', Number.POSITIVE_INFINITY), Number.POSITIVE_INFINITY)
  t.equal(checkTimeout('timeout', 0), 0)
  t.throws(() => checkTimeout('timeout', -1), value)
  t.throws(() => checkTimeout('timeout', 2 ** 31), value)
  t.throws(() => checkTimeout('timeout', '5'), type)
})

t.test('a long value is cut in the message', async (t) => {
  const error = wrongValue('text', 'short', 'x'.repeat(1000))
  t.ok(error.message.length < 120, error.message)
})
