import { type MessageQueue, QueueReadable, QueueWritable } from '../../lib/index.js'
import {
  notBooleans,
  notIntegers,
  notNumbers,
  notObjects,
  notSignals,
  notTypes,
  type Parameter,
  refuses,
} from './bad-arguments.js'

const queues: Omit<Parameter, 'call'> = {
  name: 'queue.id',
  wrongType: [undefined, null, 1, 'x', {}, { id: '1' }, { id: null }, { id: 1n }],
  wrongValue: [-1, 2 ** 31, ...notIntegers].map((id) => ({ id })),
}
const keys: Omit<Parameter, 'call'> = {
  name: 'queue.key',
  wrongType: ['0x1', null, {}].map((key) => ({ id: 0, key })),
  wrongValue: [-1, 2 ** 32, ...notIntegers].map((key) => ({ id: 0, key })),
}
const marks = {
  name: 'highWaterMark',
  wrongType: notNumbers,
  wrongValue: [-1, 2 ** 31, ...notIntegers],
}
const options = { name: 'options', wrongType: notObjects }
const signals = { name: 'signal', wrongType: notSignals }
const exceptions = { name: 'except', wrongType: notBooleans }
const selected = {
  name: 'type',
  wrongType: notNumbers,
  wrongValue: [...notTypes, -(2 ** 53), -(2n ** 63n) - 1n],
}
const allBut = { name: 'type', wrongType: [], wrongValue: [undefined, 0, -1, 0n, -1n] }
const sent = {
  name: 'type',
  // A function tells the type of each chunk.
  wrongType: notNumbers.filter((value) => typeof value !== 'function'),
  wrongValue: [0, -1, 0n, -1n, ...notTypes],
}

type Options = { type: never; except: never; highWaterMark: never; signal: never }

/** The parameters that both ways to make a reader have. */
const readable = (name: string, make: (queue: MessageQueue, options: never) => unknown) => ({
  [`${name}(options)`]: { ...options, call: make },
  ...each(name, make, {
    type: selected,
    except: exceptions,
    highWaterMark: marks,
    signal: signals,
  }),
  [`${name}({ type, except: true })`]: {
    ...allBut,
    call: (queue: MessageQueue, type: never) => make(queue, { type, except: true } as never),
  },
})

const writable = (name: string, make: (queue: MessageQueue, options: never) => unknown) => ({
  [`${name}(options)`]: { ...options, call: make },
  ...each(name, make, { type: sent, highWaterMark: marks, signal: signals }),
})

function each(
  name: string,
  make: (queue: MessageQueue, options: never) => unknown,
  parameters: Partial<Record<keyof Options, Omit<Parameter, 'call'>>>,
): Record<string, Parameter> {
  const entries = Object.entries(parameters).map(([option, values]) => [
    `${name}({ ${option} })`,
    {
      ...values,
      call: (queue: MessageQueue, value: never) => make(queue, { [option]: value } as never),
    },
  ])
  return Object.fromEntries(entries)
}

refuses({
  'new QueueReadable(queue)': { ...queues, call: (_, queue) => new QueueReadable(queue) },
  'new QueueReadable({ key })': { ...keys, call: (_, queue) => new QueueReadable(queue) },
  ...readable('new QueueReadable', (queue, options) => new QueueReadable(queue, options)),
  ...readable('createReadStream', (queue, options) => queue.createReadStream(options)),
  'new QueueWritable(queue)': { ...queues, call: (_, queue) => new QueueWritable(queue) },
  'new QueueWritable({ key })': { ...keys, call: (_, queue) => new QueueWritable(queue) },
  ...writable('new QueueWritable', (queue, options) => new QueueWritable(queue, options)),
  ...writable('createWriteStream', (queue, options) => queue.createWriteStream(options)),
})
