import t from 'tap'
import { ledgerQueue, take, texts } from '../../support/ledgers.js'
import { asleep, until } from '../../support/until.js'

t.test('a reader that lives takes over from one that has gone', async (t) => {
  const { queue, read } = ledgerQueue(t, 'left')
  const other = read()
  await take(other, 1)
  const living = read({ maxInFlight: 1, adoptInterval: 10 })
  const seen: string[] = []
  living.on('data', (message) => {
    seen.push(`${message.data} ${message.attempts}`)
    message.ack()
  })
  await asleep('msgrcv', 2)
  other.destroy()
  await until('taken over', () => seen.length === 1)
  t.same(seen, ['left 2'])
  await asleep('msgrcv')
  queue.trySend('new')
  await until('and on', () => seen.length === 2)
})

t.test('without adoptInterval only the start adopts', async (t) => {
  const { queue, read } = ledgerQueue(t, 'left')
  const other = read()
  await take(other, 1)
  const living = read({ adoptInterval: Number.POSITIVE_INFINITY })
  const seen: string[] = []
  living.on('data', (message) => seen.push(`${message.data}`))
  await asleep('msgrcv', 2)
  other.destroy()
  queue.trySend('new')
  await until('new', () => seen.length === 1)
  t.same(seen, ['new'])
})

t.test('what the selection does not take is left to another reader', async (t) => {
  const { queue, read } = ledgerQueue(t, 'left')
  const other = read()
  await take(other, 1)
  other.destroy()
  queue.trySend('own', 2)
  t.same(texts(await take(read({ type: 2 }), 1)), ['own'])
  t.same(texts(await take(read({ type: 1 }), 1)), ['left'])
})
