import { subscribe, unsubscribe } from 'node:diagnostics_channel'
import { once } from 'node:events'
import { truncateSync } from 'node:fs'
import t from 'tap'
import type { AcknowledgedDiagnostics, AcknowledgedEvent } from '../../../lib/index.js'
import { ledgerDirectory, onlyLedger, take } from '../../support/ledgers.js'
import { privateQueue } from '../../support/queue.js'

const names: (keyof AcknowledgedDiagnostics)[] = [
  'sysvmq:acknowledged:open',
  'sysvmq:acknowledged:adopted',
  'sysvmq:acknowledged:refused',
  'sysvmq:acknowledged:dead',
  'sysvmq:acknowledged:close',
]

t.test('every turn of an acknowledged stream is published, with its figures', async (t) => {
  const heard: [string, AcknowledgedEvent][] = []
  for (const name of names) {
    const listener = (event: unknown) => heard.push([name, event as AcknowledgedEvent])
    subscribe(name, listener)
    t.teardown(() => unsubscribe(name, listener))
  }
  const queue = privateQueue(t)
  const directory = ledgerDirectory(t)
  const read = () => {
    const stream = queue.createReadStream({
      acknowledge: true,
      ledgerDirectory: directory,
      maxAttempts: 1,
      deadLetter: () => {},
    })
    t.teardown(() => stream.destroy())
    return stream
  }
  queue.trySend('a')
  const first = read()
  await take(first, 1)
  first.destroy()
  const second = read()
  const dead = once(second, 'dead')
  second.resume()
  await dead
  queue.trySend('b')
  second.pause()
  await take(second, 1)
  second.destroy()
  truncateSync(onlyLedger(directory), 10)
  const third = read().on('refused', () => {})
  third.resume()
  await once(third, 'refused')
  third.destroy()

  t.same(
    heard.map(([name]) => name.split(':').at(-1)),
    ['open', 'close', 'open', 'adopted', 'dead', 'close', 'open', 'refused', 'close'],
  )
  const [opened, closed] = heard.map(([, event]) => event)
  t.equal(opened?.stream, first)
  t.match(closed, { queue: { id: queue.id }, stats: { received: 1, inFlight: 1 }, error: null })
  t.match(heard[3]?.[1], { count: 1, stats: { adopted: 1 } })
  t.match(heard[4]?.[1], { stats: { dead: 1, inFlight: 0 } })
})
