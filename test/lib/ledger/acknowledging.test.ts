import { once } from 'node:events'
import { pipeline } from 'node:stream/promises'
import t from 'tap'
import {
  type AcknowledgedMessage,
  AcknowledgedReadable,
  type LedgerError,
} from '../../../lib/index.js'
import { ledgerQueue, ledgers, take, texts } from '../../support/ledgers.js'
import { drain, privateQueue } from '../../support/queue.js'
import { asleep, until } from '../../support/until.js'

t.test('iteration: each message once, as it was sent, with its first attempt', async (t) => {
  const { queue, directory, read } = ledgerQueue(t, 'a', 'b')
  const big = 2n ** 60n
  queue.trySend(Buffer.from([0xff, 0, 0xfe]), big)
  const seen: unknown[] = []
  const stream = read()
  t.ok(stream instanceof AcknowledgedReadable)
  for await (const message of stream) {
    seen.push([message.type, message.data.toString('latin1'), message.attempts])
    t.equal(message.lengthCertain, true)
    message.ack()
    if (seen.length === 3) break
  }
  t.same(seen, [
    [1, 'a', 1],
    [1, 'b', 1],
    [big, '\xff\0\xfe', 1],
  ])
  t.same(ledgers(directory), [], 'an empty ledger is removed')
})

t.test(
  'what was not acknowledged comes again, first and in order, with what was seen counted',
  async (t) => {
    const { queue, read } = ledgerQueue(t, 'a', 'b', 'c', 'd')
    const first = read()
    const [, b] = await take(first, 2)
    b?.ack()
    first.destroy()
    queue.trySend('new')
    const second = read()
    const again = await take(second, 4)
    t.same(texts(again), ['a', 'c', 'd', 'new'])
    t.same(
      again.map(({ attempts }) => attempts),
      [2, 1, 1, 1],
      'c and d were read ahead, and nobody saw them',
    )
    t.match(second.stats(), { received: 1, adopted: 3, redelivered: 1, inFlight: 4 })
    for (const message of again) message.ack()
    t.match(second.stats(), { inFlight: 0 })
  },
)

t.test('flowing: the attempt counts before the handler runs', async (t) => {
  const { read } = ledgerQueue(t, 'a', 'b')
  const first = read()
  first.once('data', () => first.destroy())
  await once(first, 'close')
  const again = await take(read(), 2)
  t.same(
    again.map(({ data, attempts }) => [data.toString(), attempts]),
    [
      ['a', 2],
      ['b', 1],
    ],
  )
})

t.test('nack(): again at once, before what waits, with what was sent', async (t) => {
  const { read } = ledgerQueue(t, 'a', 'b', 'c')
  const stream = read({ maxInFlight: 2 })
  const seen: unknown[] = []
  for await (const message of stream) {
    seen.push([message.data.toString(), message.attempts])
    message.data.fill('x')
    if (message.attempts < 3) message.nack()
    else message.ack()
    if (seen.length === 9) break
  }
  t.same(
    seen.filter((each) => `${each}`.startsWith('a')),
    [
      ['a', 1],
      ['a', 2],
      ['a', 3],
    ],
  )
  t.match(stream.stats(), { received: 3, redelivered: 6, inFlight: 0 })
})

t.test('nack() of an adopted message, also after the thread fell asleep', async (t) => {
  const { read } = ledgerQueue(t, 'a')
  const first = read()
  await take(first, 1)
  first.destroy()
  const stream = read({ maxInFlight: 2 })
  const seen: AcknowledgedMessage[] = []
  stream.on('data', (message) => seen.push(message))
  await until('adopted', () => seen.length === 1)
  await asleep('msgrcv')
  seen[0]?.nack()
  await until('again', () => seen.length === 2)
  t.match(seen[1], { attempts: 3, type: 1 })
  t.equal(`${seen[1]?.data}`, 'a')
  seen[1]?.ack()
})

t.test('acks in any order, twice, and after nack() do no harm', async (t) => {
  const { directory, read } = ledgerQueue(t, 'a', 'b', 'c')
  const stream = read()
  const [a, b, c] = (await take(stream, 3)) as [
    AcknowledgedMessage,
    AcknowledgedMessage,
    AcknowledgedMessage,
  ]
  c.ack()
  a.ack()
  a.ack()
  a.nack()
  t.match(stream.stats(), { inFlight: 1 })
  b.nack()
  b.ack()
  b.nack()
  const [again] = await take(stream, 1)
  t.match(again, { attempts: 2 })
  again?.ack()
  t.match(stream.stats(), { inFlight: 0 })
  stream.destroy()
  t.same(ledgers(directory), [])
  t.doesNotThrow(() => again?.ack(), 'it was acknowledged in time')
})

t.test('ack() and nack() after the stream was closed say that it comes again', async (t) => {
  const { read } = ledgerQueue(t, 'a')
  const stream = read()
  const [message] = await take(stream, 1)
  stream.destroy()
  t.throws(() => message?.ack(), { code: 'ERR_LEDGER_CLOSED', name: 'LedgerError' })
  t.throws(() => message?.nack(), { code: 'ERR_LEDGER_CLOSED' })
  t.equal(stream.read(), null)
})

t.test('a handler that rejects each message at once leaves the loop its turns', async (t) => {
  const { read } = ledgerQueue(t, 'a')
  const stream = read()
  let attempts = 0
  stream.on('data', (message) => {
    attempts = message.attempts
    message.nack()
  })
  await until('some attempts', () => attempts > 3)
  stream.destroy()
  await once(stream, 'close')
})

t.test('into another queue, acknowledged when that one has it', async (t) => {
  const { queue, read } = ledgerQueue(t, 'a', 'b', 'c')
  const target = privateQueue(t)
  const stream = read()
  const writable = target.createWriteStream<AcknowledgedMessage>()
  writable.on('sent', (message) => message.ack())
  const moved = pipeline(stream, writable)
  await until('moved', () => target.stat().messages === 3)
  stream.stop()
  await moved
  t.same(drain(target), ['a', 'b', 'c'])
  t.equal(queue.stat().messages, 0)
  t.match(stream.stats(), { inFlight: 0 })
})

t.test('unref() and ref() return the stream', async (t) => {
  const { read } = ledgerQueue(t)
  const stream = read()
  t.equal(stream.unref(), stream)
  t.equal(stream.ref(), stream)
})

t.test('events are typed', async (t) => {
  const { read } = ledgerQueue(t)
  const errors: LedgerError[] = []
  const stream = read().on('refused', (error) => errors.push(error))
  stream.destroy()
  t.same(errors, [])
})

t.test('flowing without a handler, messages are handed to nobody, once', async (t) => {
  const { queue, read } = ledgerQueue(t, 'a', 'b')
  const stream = read()
  stream.resume()
  await until('both are taken', () => queue.stat().messages === 0)
  await asleep('msgrcv')
  stream.destroy()
  const again = await take(read(), 2)
  t.same(
    again.map(({ data, attempts }) => [data.toString(), attempts]),
    [
      ['a', 2],
      ['b', 2],
    ],
  )
})
