import t from 'tap'
import { type AcknowledgedMessage, AcknowledgedReadable } from '../../../lib/index.js'
import { ledgerQueue, ledgers, take } from '../../support/ledgers.js'
import { until } from '../../support/until.js'

t.test('a message larger than a slot gets a larger ledger', async (t) => {
  const { queue, directory, read } = ledgerQueue(t)
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
  const { queue, directory } = ledgerQueue(t)
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
