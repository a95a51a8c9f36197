import t from 'tap'
import { ftok, MessageQueue } from '../../lib/index.js'
import {
  countCalls,
  notBooleans,
  notIntegers,
  notNumbers,
  notNumbersNorNothing,
  notObjects,
  type Parameter,
  refuses,
} from './bad-arguments.js'

const key = 0x3000111

const keys: Omit<Parameter, 'call'> = {
  name: 'key',
  wrongType: [undefined, null, true, {}, [], 1n, Symbol('s'), Buffer.from('0x1')],
  wrongValue: [
    // IPC_PRIVATE is not a key, whichever way it is written.
    ...[0, -0, '0x0', '0x00000000'],
    ...[2 ** 32, -(2 ** 31) - 1, 2 ** 53, -(2 ** 53)],
    ...notIntegers,
    ...['', ' ', '0x', '1', '03000111', '50331921', '0x100000000', '0x3000111 ', ' 0x3000111'],
    ...['0x3000111\n', '0xg', '-0x1', '0x1.8', '0b1', '0o7', 'x', 'NaN'],
  ],
}

const modes = {
  wrongType: [...notNumbers, 1n],
  wrongValue: [-1, 0o1000, ...notIntegers],
}
const sizes = { wrongType: notNumbersNorNothing, wrongValue: [0, -1, 2 ** 53, ...notIntegers] }

t.test('what asks the kernel is counted', async (t) => {
  const calls = countCalls(t)
  MessageQueue.limits()
  ftok('/', 1)
  t.equal(calls(), 2)
})

refuses({
  'open(key)': { ...keys, call: (_, key) => MessageQueue.open(key) },
  'create(key)': { ...keys, call: (_, key) => MessageQueue.create(key) },
  'create(key, options)': {
    name: 'options',
    call: (_, options) => MessageQueue.create(key, options),
    wrongType: notObjects,
  },
  'create(key, { mode })': {
    name: 'mode',
    call: (_, mode) => MessageQueue.create(key, { mode }),
    ...modes,
  },
  'create(key, { exclusive })': {
    name: 'exclusive',
    call: (_, exclusive) => MessageQueue.create(key, { exclusive }),
    wrongType: notBooleans,
  },
  'create(key, { maxBytes })': {
    name: 'maxBytes',
    call: (_, maxBytes) => MessageQueue.create(key, { maxBytes }),
    ...sizes,
  },
  'createPrivate(options)': {
    name: 'options',
    call: (_, options) => MessageQueue.createPrivate(options),
    wrongType: notObjects,
  },
  'createPrivate({ mode })': {
    name: 'mode',
    call: (_, mode) => MessageQueue.createPrivate({ mode }),
    ...modes,
  },
  'createPrivate({ maxBytes })': {
    name: 'maxBytes',
    call: (_, maxBytes) => MessageQueue.createPrivate({ maxBytes }),
    ...sizes,
  },
  'attach(id)': {
    name: 'id',
    call: (_, id) => MessageQueue.attach(id),
    wrongType: [undefined, ...notNumbersNorNothing],
    wrongValue: [-1, 2 ** 31, ...notIntegers],
  },
  'ftok(path)': {
    name: 'path',
    call: (_, path) => ftok(path, 1),
    wrongType: [undefined, null, 1, true, {}, Buffer.from('/'), new URL('file:///')],
    wrongValue: ['\0', '/\0', '/tmp\0/x'],
  },
  'ftok(path, projectId)': {
    name: 'projectId',
    call: (_, projectId) => ftok('/', projectId),
    wrongType: [undefined, null, true, {}, [], 1n, Symbol('s')],
    wrongValue: [0, -1, 256, ...notIntegers, '', 'ab', '\0', 'é', '🙂'],
  },
})
