import { once } from 'node:events'
import { Writable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { setTimeout as delay, setImmediate as turn } from 'node:timers/promises'
import t from 'tap'
import {
  type AcknowledgedMessage,
  AcknowledgedReadable,
  type AcknowledgedReadableOptions,
  type LedgerError,
} from '../../../lib/index.js'
import { ledgerDirectory, ledgers, take, texts } from '../../support/ledgers.js'
import { drain, privateQueue } from '../../support/queue.js'
import { sleepers, until } from '../../support/until.js'

type Test = Parameters<typeof privateQueue>[0]

const asleep = (count = 1) => until('asleep in msgrcv', () => sleepers('msgrcv') === count)

/** A queue with these texts, and what reads it acknowledged, as often as it is asked to. */
function stage(t: Test, ...sent: string[]) {
  const queue = privateQueue(t)
  const directory = ledgerDirectory(t)
  for (const text of sent) queue.trySend(text)
  const read = (options: Omit<AcknowledgedReadableOptions, 'acknowledge'> = {}) => {
    const stream = queue.createReadStream({
      ledgerDirectory: directory,
      acknowledge: true,
      ...options,
    })
    t.teardown(() => stream.destroy())
    return stream
  }
  return { queue, directory, read }
}

t.test('iteration: each message once, as it was sent, with its first attempt', async (t) => {
  const { queue, directory, read } = stage(t, 'a', 'b')
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
    const { queue, read } = stage(t, 'a', 'b', 'c', 'd')
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
  const { read } = stage(t, 'a', 'b')
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
  const { read } = stage(t, 'a', 'b', 'c')
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
  const { read } = stage(t, 'a')
  const first = read()
  await take(first, 1)
  first.destroy()
  const stream = read({ maxInFlight: 2 })
  const seen: AcknowledgedMessage[] = []
  stream.on('data', (message) => seen.push(message))
  await until('adopted', () => seen.length === 1)
  await asleep()
  seen[0]?.nack()
  await until('again', () => seen.length === 2)
  t.match(seen[1], { attempts: 3, type: 1 })
  t.equal(`${seen[1]?.data}`, 'a')
  seen[1]?.ack()
})

t.test('acks in any order, twice, and after nack() do no harm', async (t) => {
  const { directory, read } = stage(t, 'a', 'b', 'c')
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
  const { read } = stage(t, 'a')
  const stream = read()
  const [message] = await take(stream, 1)
  stream.destroy()
  t.throws(() => message?.ack(), { code: 'ERR_LEDGER_CLOSED', name: 'LedgerError' })
  t.throws(() => message?.nack(), { code: 'ERR_LEDGER_CLOSED' })
  t.equal(stream.read(), null)
})

t.test('at maxInFlight it takes no more, and an ack lets it go on', async (t) => {
  const { queue, read } = stage(t, 'a', 'b', 'c', 'd', 'e')
  const stream = read({ maxInFlight: 2 })
  const seen: AcknowledgedMessage[] = []
  stream.on('data', (message) => seen.push(message))
  await until('two', () => seen.length === 2)
  for (let i = 0; i < 20; i++) await turn()
  t.equal(seen.length, 2)
  t.equal(queue.stat().messages, 3)
  seen[1]?.ack()
  await until('three', () => seen.length === 3)
  t.equal(queue.stat().messages, 2)
})

t.test('maxInFlight bounds what is adopted as well', async (t) => {
  const { queue, read } = stage(t, ...'abcdef')
  const first = read({ maxInFlight: 6 })
  await take(first, 6)
  first.destroy()
  queue.trySend('new')
  const stream = read({ maxInFlight: 2 })
  const seen: string[] = []
  for await (const message of stream) {
    t.ok(stream.stats().inFlight <= 6)
    seen.push(`${message.data}`)
    message.ack()
    if (seen.length === 7) break
  }
  t.same(seen, [...'abcdef', 'new'])
})

t.test('a reader that lives takes over from one that has gone', async (t) => {
  const { queue, read } = stage(t, 'left')
  const other = read()
  await take(other, 1)
  const living = read({ maxInFlight: 1, adoptInterval: 10 })
  const seen: string[] = []
  living.on('data', (message) => {
    seen.push(`${message.data} ${message.attempts}`)
    message.ack()
  })
  await asleep(2)
  other.destroy()
  await until('taken over', () => seen.length === 1)
  t.same(seen, ['left 2'])
  await asleep()
  queue.trySend('new')
  await until('and on', () => seen.length === 2)
})

t.test('without adoptInterval only the start adopts', async (t) => {
  const { queue, read } = stage(t, 'left')
  const other = read()
  await take(other, 1)
  const living = read({ adoptInterval: Number.POSITIVE_INFINITY })
  const seen: string[] = []
  living.on('data', (message) => seen.push(`${message.data}`))
  await asleep(2)
  other.destroy()
  queue.trySend('new')
  await until('new', () => seen.length === 1)
  t.same(seen, ['new'])
})

t.test('what the selection does not take is left to another reader', async (t) => {
  const { queue, read } = stage(t, 'left')
  const other = read()
  await take(other, 1)
  other.destroy()
  queue.trySend('own', 2)
  t.same(texts(await take(read({ type: 2 }), 1)), ['own'])
  t.same(texts(await take(read({ type: 1 }), 1)), ['left'])
})

t.test('stop(): what was read ahead flows on, and it closes when all are settled', async (t) => {
  const { queue, directory, read } = stage(t, 'a', 'b', 'c')
  const stream = read({ maxInFlight: 2 })
  const seen: AcknowledgedMessage[] = []
  stream.on('data', (message) => {
    seen.push(message)
    t.equal(stream.stop(), stream)
    stream.stop()
  })
  await once(stream, 'end')
  t.same(texts(seen), ['a', 'b'])
  t.equal(stream.destroyed, false)
  seen[0]?.ack()
  const [, b] = seen
  b?.nack()
  await once(stream, 'close')
  t.match(stream.stats(), { received: 2, acknowledged: 1, inFlight: 1 })
  t.equal(queue.stat().messages, 1)
  t.equal(ledgers(directory).length, 1, 'the rejected one is for the next reader')
  t.same(texts(await take(read(), 2)), ['b', 'c'])
})

t.test('stop() while the thread sleeps, and when it has just taken a message', async (t) => {
  const { queue, read } = stage(t)
  const idle = read().resume()
  await asleep()
  idle.stop()
  await once(idle, 'close')
  const stream = read()
  const seen: string[] = []
  stream.on('data', (message) => {
    seen.push(`${message.data}`)
    message.ack()
  })
  await asleep()
  queue.trySend('just now')
  await until('taken', () => queue.stat().messages === 0)
  stream.stop()
  await once(stream, 'close')
  t.same(seen, ['just now'])
})

t.test('nack() after stop() leaves the message to the next reader', async (t) => {
  const { read } = stage(t, 'a', 'b')
  const stream = read()
  stream.on('data', (message) => {
    stream.stop()
    message.nack()
  })
  await once(stream, 'close')
  t.match(stream.stats(), { received: 2, inFlight: 2, redelivered: 0 })
  const again = await take(read(), 2)
  t.same(texts(again), ['a', 'b'])
  t.match(again, [{ attempts: 2 }, { attempts: 2 }])
})

t.test('a handler that rejects each message at once leaves the loop its turns', async (t) => {
  const { read } = stage(t, 'a')
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

t.test('highWaterMark 0 reads nothing ahead', async (t) => {
  const { queue, directory } = stage(t, 'a', 'b', 'c')
  const stream = queue.createReadStream({
    acknowledge: true,
    ledgerDirectory: directory,
    highWaterMark: 0,
  })
  const seen: string[] = []
  for await (const message of stream) {
    seen.push(`${message.data} ${queue.stat().messages}`)
    message.ack()
    if (seen.length === 3) break
  }
  t.same(seen, ['a 2', 'b 1', 'c 0'])
})

t.test('into another queue, acknowledged when that one has it', async (t) => {
  const { queue, read } = stage(t, 'a', 'b', 'c')
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

t.test('many messages through few slots, flowing and iterating', async (t) => {
  const { queue, read } = stage(t)
  const stream = read({ maxInFlight: 7 })
  const sent = 3000
  const numbers: number[] = []
  const writer = queue.createWriteStream()
  for (let i = 0; i < sent; i++) writer.write(`${i}`)
  const held: AcknowledgedMessage[] = []
  await pipeline(
    stream,
    new Writable({
      objectMode: true,
      write(message: AcknowledgedMessage, _, done) {
        numbers.push(Number(message.data))
        held.push(message)
        // Out of order, as handlers of different length end.
        if (held.length === 5 || numbers.length === sent) {
          for (const each of held.splice(0).toReversed()) each.ack()
        }
        if (numbers.length === sent) stream.stop()
        done()
      },
    }),
  )
  t.same(numbers, [...Array(sent).keys()])
  t.match(stream.stats(), { received: sent, inFlight: 0, redelivered: 0 })
})

t.test('a message larger than a slot gets a larger ledger', async (t) => {
  const { queue, directory, read } = stage(t)
  queue.set({ maxBytes: 500 })
  const stream = read({ maxInFlight: 4 })
  queue.set({ maxBytes: 16_384 })
  queue.trySend('small')
  queue.trySend(Buffer.alloc(6000, 'x'))
  const [small, large] = (await take(stream, 2)) as [AcknowledgedMessage, AcknowledgedMessage]
  t.equal(large.data.length, 6000)
  t.equal(ledgers(directory).length, 2)
  small.nack()
  const [again] = await take(stream, 1)
  t.equal(`${again?.data}`, 'small')
  again?.ack()
  large.ack()
  stream.destroy()
  t.same(ledgers(directory), [])
})

t.test('a larger ledger may have fewer slots: it stops there, until one is free', async (t) => {
  const { queue, directory } = stage(t)
  queue.set({ maxBytes: 100 })
  // Of a queue that is known by its id alone.
  const stream = new AcknowledgedReadable(
    { id: queue.id },
    { acknowledge: true, ledgerDirectory: directory, maxInFlight: 65_536 },
  )
  t.teardown(() => stream.destroy())
  queue.set({ maxBytes: 16_384 })
  const writer = queue.createWriteStream()
  writer.write(Buffer.alloc(6000))
  const slots = Math.floor((64 * 1024 * 1024) / 6400)
  for (let i = 0; i < slots + 10; i++) writer.write('x')
  const seen: AcknowledgedMessage[] = []
  stream.on('data', (message) => seen.push(message))
  await until('all slots hold a message', () => stream.stats().inFlight === slots)
  await until('the others wait', () => queue.stat().messages === 11)
  seen[5]?.ack()
  await until('one more', () => stream.stats().received === slots + 1)
  t.equal(queue.stat().messages, 10)
  writer.destroy()
})

t.test('the queue is removed: EIDRM, and what was in flight goes with it', async (t) => {
  const { queue, directory, read } = stage(t, 'a')
  const stream = read()
  await take(stream, 1)
  await asleep()
  const failed = once(stream, 'error')
  await queue.remove()
  t.match((await failed)[0], { code: 'EIDRM' })
  t.same(ledgers(directory), [])
  const late = read()
  t.match((await once(late, 'error'))[0], { code: 'EIDRM', syscall: 'msgctl' })
})

t.test('a signal destroys it; what is in flight stays for the next', async (t) => {
  const { queue, directory, read } = stage(t, 'a')
  const controller = new AbortController()
  const stream = queue.createReadStream({
    acknowledge: true,
    ledgerDirectory: directory,
    signal: controller.signal,
  })
  await take(stream, 1)
  controller.abort(new Error('enough'))
  t.match((await once(stream, 'error'))[0], { code: 'ABORT_ERR' })
  t.same(texts(await take(read(), 1)), ['a'])
})

t.test('unref() and ref() return the stream', async (t) => {
  const { read } = stage(t)
  const stream = read()
  t.equal(stream.unref(), stream)
  t.equal(stream.ref(), stream)
})

t.test('events are typed', async (t) => {
  const { read } = stage(t)
  const errors: LedgerError[] = []
  const stream = read().on('refused', (error) => errors.push(error))
  stream.destroy()
  t.same(errors, [])
})

t.test('destroyed by a handler while what is left flows on after stop()', async (t) => {
  const { read } = stage(t, 'a')
  const stream = read()
  stream.on('data', (message) => {
    message.nack()
    if (message.attempts === 1) stream.stop()
    else stream.destroy()
  })
  await once(stream, 'close')
  t.equal(stream.readableEnded, false)
  const again = await take(read(), 1)
  t.same(texts(again), ['a'])
  t.equal(again[0]?.attempts, 3)
})

t.test('flowing without a handler, messages are handed to nobody, once', async (t) => {
  const { queue, read } = stage(t, 'a', 'b')
  const stream = read()
  stream.resume()
  await until('both are taken', () => queue.stat().messages === 0)
  await asleep()
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

t.test('at its bound it does not look for what others have left', async (t) => {
  const { queue, read } = stage(t, 'a', 'b')
  const gone = read({ maxInFlight: 1 })
  await take(gone, 1)
  const full = read({ maxInFlight: 2, highWaterMark: 1, adoptInterval: 1 })
  await until('it holds what it read ahead', () => {
    full.read(0)
    return queue.stat().messages === 0 && full.readableLength === 1
  })
  gone.destroy()
  // Its interval is of this length too, and began before.
  await delay(1)
  t.equal(full.stats().adopted, 0)
  t.same(texts(await take(full, 2)), ['b', 'a'])
})

t.test('the end of the process closes it, and a destroy() then does nothing more', async (t) => {
  const { directory, read } = stage(t, 'a')
  const stream = read()
  await take(stream, 1)
  stream.closeAtExit()
  t.equal(ledgers(directory).length, 1)
  stream.destroy()
  t.same(texts(await take(read(), 1)), ['a'])
})
