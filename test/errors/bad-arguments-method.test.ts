import {
  notBooleans,
  notIntegers,
  notNumbers,
  notNumbersNorNothing,
  notObjects,
  notSignals,
  notTypes,
  type Parameter,
  refuses,
} from './bad-arguments.js'

const texts: Omit<Parameter, 'call'> = {
  name: 'data',
  wrongType: [
    ...[undefined, null, 1, 1n, true, {}, [], Symbol('s')],
    ...[new ArrayBuffer(1), new Uint16Array(1), new DataView(new ArrayBuffer(1)), { data: 'x' }],
    ...[Object.create(Uint8Array.prototype), Object.create(Buffer.prototype)],
    new Proxy(new Uint8Array(1), {}),
  ],
}
const sent = {
  name: 'type',
  wrongType: notNumbers,
  wrongValue: [0, -1, 0n, -1n, -(2n ** 63n), ...notTypes],
}
const selected = {
  name: 'type',
  wrongType: notNumbers,
  wrongValue: [...notTypes, -(2 ** 53), -(2n ** 63n) - 1n],
}
// One type is left out: it must be one.
const allBut = { name: 'type', wrongType: [], wrongValue: [undefined, 0, -1, 0n, -1n] }
const timeouts = {
  name: 'timeout',
  wrongType: notNumbersNorNothing,
  wrongValue: [-1, 1.5, Number.NaN, -Infinity, 2 ** 31],
}
const exceptions = { name: 'except', wrongType: notBooleans }
const signals = { name: 'signal', wrongType: notSignals }
const ids = { wrongType: notNumbersNorNothing, wrongValue: [-1, 2 ** 32 - 1, ...notIntegers] }

refuses({
  'trySend(data)': { ...texts, call: (queue, data) => queue.trySend(data) },
  'trySend(data, type)': { ...sent, call: (queue, type) => queue.trySend('x', type) },
  'send(data)': { ...texts, call: (queue, data) => queue.send(data) },
  'send(data, options)': {
    name: 'options',
    call: (queue, options) => queue.send('x', options),
    wrongType: notObjects,
  },
  'send(data, { type })': { ...sent, call: (queue, type) => queue.send('x', { type }) },
  'send(data, { timeout })': {
    ...timeouts,
    call: (queue, timeout) => queue.send('x', { timeout }),
  },
  'send(data, { signal })': { ...signals, call: (queue, signal) => queue.send('x', { signal }) },
  'tryReceive(selection)': {
    name: 'selection',
    call: (queue, selection) => queue.tryReceive(selection),
    wrongType: notObjects,
  },
  'tryReceive({ type })': { ...selected, call: (queue, type) => queue.tryReceive({ type }) },
  'tryReceive({ except })': {
    ...exceptions,
    call: (queue, except) => queue.tryReceive({ except }),
  },
  'tryReceive({ type, except: true })': {
    ...allBut,
    call: (queue, type) => queue.tryReceive({ type, except: true }),
  },
  'receive(options)': {
    name: 'options',
    call: (queue, options) => queue.receive(options),
    wrongType: notObjects,
  },
  'receive({ type })': { ...selected, call: (queue, type) => queue.receive({ type }) },
  'receive({ except })': { ...exceptions, call: (queue, except) => queue.receive({ except }) },
  'receive({ type, except: true })': {
    ...allBut,
    call: (queue, type) => queue.receive({ type, except: true }),
  },
  'receive({ timeout })': { ...timeouts, call: (queue, timeout) => queue.receive({ timeout }) },
  'receive({ signal })': { ...signals, call: (queue, signal) => queue.receive({ signal }) },
  'peek(position)': {
    name: 'position',
    call: (queue, position) => queue.peek(position),
    wrongType: notNumbersNorNothing,
    wrongValue: [-1, 2 ** 31, ...notIntegers],
  },
  'set(settings)': {
    name: 'settings',
    call: (queue, settings) => queue.set(settings),
    wrongType: [undefined, ...notObjects],
  },
  'set({ mode })': {
    name: 'mode',
    call: (queue, mode) => queue.set({ mode }),
    wrongType: notNumbersNorNothing,
    wrongValue: [-1, 0o1000, ...notIntegers],
  },
  'set({ maxBytes })': {
    name: 'maxBytes',
    call: (queue, maxBytes) => queue.set({ maxBytes }),
    wrongType: notNumbersNorNothing,
    wrongValue: [0, -1, 2 ** 53, ...notIntegers],
  },
  'set({ uid })': { name: 'uid', call: (queue, uid) => queue.set({ uid }), ...ids },
  'set({ gid })': { name: 'gid', call: (queue, gid) => queue.set({ gid }), ...ids },
})
