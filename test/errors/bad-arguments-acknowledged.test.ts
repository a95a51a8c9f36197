import {
  AcknowledgedReadable,
  type AcknowledgedReadableOptions,
  type MessageQueue,
  QueueReadable,
} from '../../lib/index.js'
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

const deadLetter = () => {}

/** An option of each way to make an acknowledged reader, beside those that are right. */
function option(
  name: string,
  values: { wrongType: readonly unknown[]; wrongValue?: readonly unknown[] },
  others: Partial<AcknowledgedReadableOptions> = {},
  called = name,
): Record<string, Parameter> {
  const options = (value: unknown) => ({ acknowledge: true, ...others, [name]: value }) as never
  return {
    [`new AcknowledgedReadable({ ${called} })`]: {
      name: called,
      ...values,
      call: (queue, value) => new AcknowledgedReadable(queue, options(value)),
    },
    [`createReadStream({ acknowledge, ${called} })`]: {
      name: called,
      ...values,
      call: (queue, value) => queue.createReadStream(options(value)),
    },
  }
}

const inner = (name: 'queue' | 'type', values: Omit<Parameter, 'name' | 'call'>) => ({
  [`deadLetter.${name}`]: {
    name: `deadLetter.${name}`,
    ...values,
    call: (queue: MessageQueue, value: never) =>
      queue.createReadStream({
        acknowledge: true,
        maxAttempts: 1,
        deadLetter: { queue, [name]: value },
      }),
  },
})

refuses({
  'new AcknowledgedReadable(queue)': {
    name: 'queue.id',
    wrongType: [undefined, null, 1, {}, { id: '1' }],
    wrongValue: [{ id: -1 }, { id: 2 ** 31 }],
    call: (_, queue) => new AcknowledgedReadable(queue, { acknowledge: true }),
  },
  'new AcknowledgedReadable(options)': {
    name: 'options',
    wrongType: notObjects,
    call: (queue, options) => new AcknowledgedReadable(queue, options),
  },
  'new AcknowledgedReadable({ acknowledge })': {
    name: 'acknowledge',
    wrongType: [undefined, ...notBooleans],
    wrongValue: [false],
    call: (queue, acknowledge) => new AcknowledgedReadable(queue, { acknowledge }),
  },
  'createReadStream({ acknowledge })': {
    name: 'acknowledge',
    wrongType: notBooleans,
    call: (queue, acknowledge) => queue.createReadStream({ acknowledge }),
  },
  'new QueueReadable({ acknowledge })': {
    name: 'acknowledge',
    wrongType: notBooleans,
    wrongValue: [true],
    call: (queue, acknowledge) => new QueueReadable(queue, { acknowledge }),
  },
  ...option('maxInFlight', {
    wrongType: notNumbersNorNothing.filter((value) => value !== null),
    wrongValue: [0, -1, 65_537, ...notIntegers],
  }),
  ...option('highWaterMark', { wrongType: notNumbers, wrongValue: [-1, 2 ** 31, ...notIntegers] }),
  ...option('type', { wrongType: notNumbers, wrongValue: notTypes }),
  ...option('except', { wrongType: notBooleans }),
  ...option('signal', { wrongType: notSignals }),
  ...option('ledgerDirectory', {
    wrongType: notObjects.filter((value) => typeof value !== 'string' && value !== null),
    wrongValue: ['', 'a\0b'],
  }),
  ...option('adoptInterval', {
    wrongType: notNumbers,
    wrongValue: [0, -1, 2 ** 31, 1.5, Number.NaN, -Infinity],
  }),
  ...option(
    'maxAttempts',
    { wrongType: notNumbers, wrongValue: [undefined, 0, -1, 65_536, ...notIntegers] },
    { deadLetter },
  ),
  ...option(
    'deadLetter',
    {
      wrongType: notObjects,
      wrongValue: [undefined],
    },
    { maxAttempts: 1 },
  ),
  ...inner('queue', { wrongType: [undefined, null, 1, {}, { send: 1 }] }),
  ...inner('type', { wrongType: notNumbers, wrongValue: [0, -1, 0n, ...notTypes] }),
})
