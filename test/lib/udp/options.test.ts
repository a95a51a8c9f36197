import dgram from 'node:dgram'
import t, { type Test } from 'tap'
import { UdpSource } from '../../../lib/udp/index.js'
import { checkUdpOptions } from '../../../lib/udp/udp-options.js'

t.test('defaults', async (t) => {
  t.same(checkUdpOptions(undefined), {
    port: 9999,
    host: '127.0.0.1',
    highWaterMark: 512,
    receiveBufferSize: undefined,
    reuseAddr: false,
    signal: undefined,
  })
})

const wrongTypes = {
  port: ['9999', true, 1n],
  host: [127, true, {}],
  highWaterMark: ['1', true],
  receiveBufferSize: ['1', null],
  reuseAddr: [1, 'yes'],
  signal: [1, null, {}, 'abort'],
}

const wrongValues = {
  port: [-1, 65536, 1.5, Number.NaN],
  host: [''],
  highWaterMark: [0, -1, 0.5, 2 ** 31],
  receiveBufferSize: [0, -1, 1.5, 2 ** 31],
}

/** Each must throw, with its name in the message. */
function refuses(t: Test, options: Record<string, unknown[]>, expected: object): void {
  for (const [name, values] of Object.entries(options)) {
    for (const value of values) {
      t.throws(() => new UdpSource({ [name]: value }), {
        ...expected,
        message: new RegExp(`^"${name}" must be `),
      })
    }
  }
}

t.test('a wrong type is refused, and nothing is opened', async (t) => {
  const made = t.capture(dgram, 'createSocket')
  refuses(t, wrongTypes, { name: 'TypeError', code: 'ERR_INVALID_ARG_TYPE' })
  t.same(made(), [])
})

t.test('a wrong value is refused, and nothing is opened', async (t) => {
  const made = t.capture(dgram, 'createSocket')
  refuses(t, wrongValues, { name: 'RangeError', code: 'ERR_INVALID_ARG_VALUE' })
  t.same(made(), [])
})

t.test('options are an object', async (t) => {
  for (const options of [null, 1, 'port']) {
    // @ts-expect-error not UdpSourceOptions
    t.throws(() => new UdpSource(options), { code: 'ERR_INVALID_ARG_TYPE' })
  }
})
