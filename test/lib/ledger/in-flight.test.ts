import { Writable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { setTimeout as delay, setImmediate as turn } from 'node:timers/promises'
import t from 'tap'
import type { AcknowledgedMessage } from '../../../lib/index.js'
import { ledgerQueue, take, texts } from '../../support/ledgers.js'
import { until } from '../../support/until.js'

t.test('at maxInFlight it takes no more, and an ack lets it go on', async (t) => {
  const { queue, read } = ledgerQueue(t, 'a', 'b', 'c', 'd', 'e')
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
  const { queue, read } = ledgerQueue(t, ...'abcdef')
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

t.test('highWaterMark 0 reads nothing ahead', async (t) => {
  const { queue, directory } = ledgerQueue(t, 'a', 'b', 'c')
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

t.test('many messages through few slots, flowing and iterating', async (t) => {
  const { queue, read } = ledgerQueue(t)
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

t.test('at its bound it does not look for what others have left', async (t) => {
  const { queue, read } = ledgerQueue(t, 'a', 'b')
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
