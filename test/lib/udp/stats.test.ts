import { subscribe, unsubscribe } from 'node:diagnostics_channel'
import { once } from 'node:events'
import t, { type Test } from 'tap'
import { type UdpDiagnostics, UdpSource } from '../../../lib/udp/index.js'
import { addressOf, Client, open, received } from './support.js'

/** Checks that the figures add up, and returns them. */
function figures(t: Test, udp: UdpSource) {
  const stats = udp.stats()
  t.equal(stats.received, stats.delivered + stats.dropped + stats.waiting, 'they add up')
  return stats
}

t.test('each datagram is delivered, dropped, or waits', async (t) => {
  const udp = await open(t, { highWaterMark: 3 })
  const client = new Client(t)
  await client.send(udp, '1', '2', '3', '4', '5')
  await received(udp, 5)
  t.match(figures(t, udp), { received: 5, delivered: 0, dropped: 2, waiting: 3 })
  udp.read()
  t.match(figures(t, udp), { delivered: 1, waiting: 2 })
  const seen: unknown[] = []
  udp.on('dropped', () => seen.push(figures(t, udp).waiting))
  udp.destroy()
  t.match(figures(t, udp), { received: 5, delivered: 1, dropped: 4, waiting: 0 })
  t.same(seen, [1, 0])
})

t.test('a handler sees what it is being handed as delivered', async (t) => {
  const udp = await open(t)
  const seen: unknown[] = []
  udp.on('data', () => seen.push(figures(t, udp).delivered))
  await new Client(t).send(udp, '1', '2', '3')
  await received(udp, 3)
  t.same(seen, [1, 2, 3])
})

for (const [host, type] of [
  ['127.0.0.1', 'udp4'],
  ['::1', 'udp6'],
] as const) {
  t.test(`what the kernel drops is read from it: ${type}`, async (t) => {
    const udp = await open(t, { host, receiveBufferSize: 1 })
    t.equal(udp.stats().kernelDropped, 0)
    udp.resume()
    const { socket } = new Client(t, type)
    const { address, port } = addressOf(udp)
    // All in one turn: nobody receives meanwhile.
    const sent = 200
    const taken = Array.from(
      { length: sent },
      () => new Promise((resolve) => socket.send(Buffer.alloc(500), port, address, resolve)),
    )
    await Promise.all(taken)
    const total = () => udp.stats().received + (udp.stats().kernelDropped ?? 0)
    while (total() < sent) await new Promise(setImmediate)
    const { kernelDropped } = udp.stats()
    t.equal(total(), sent)
    t.ok(kernelDropped, `${kernelDropped} dropped`)
    udp.destroy()
    await once(udp, 'close')
    t.match(udp.stats(), { kernelDropped }, 'also when the socket is closed')
  })
}

t.test('there is no figure before the port is bound', async (t) => {
  const udp = new UdpSource({ port: 0, host: 'localhost' })
  t.teardown(() => udp.destroy())
  t.equal(udp.stats().kernelDropped, null)
  await once(udp, 'listening')
  t.equal(udp.stats().kernelDropped, 0)
})

t.test('diagnostics channels tell of the port, of drops, and of the end', async (t) => {
  const heard: unknown[] = []
  const names: (keyof UdpDiagnostics)[] = [
    'sysvmq:udp:open',
    'sysvmq:udp:dropped',
    'sysvmq:udp:close',
  ]
  for (const name of names) {
    const listener = (event: unknown) => heard.push([name, event])
    subscribe(name, listener)
    t.teardown(() => unsubscribe(name, listener))
  }
  const udp = await open(t, { highWaterMark: 1 })
  await new Client(t).send(udp, '1', '2')
  await received(udp, 2)
  const failure = new Error('enough')
  udp.on('error', () => {})
  udp.destroy(failure)
  await new Promise((resolve) => udp.once('close', resolve))
  t.match(heard, [
    ['sysvmq:udp:open', { stream: udp, stats: { received: 0 } }],
    ['sysvmq:udp:dropped', { datagram: { data: Buffer.from('2') }, stats: { dropped: 1 } }],
    ['sysvmq:udp:dropped', { datagram: { data: Buffer.from('1') }, stats: { dropped: 2 } }],
    ['sysvmq:udp:close', { error: failure, stats: { received: 2, dropped: 2, kernelDropped: 0 } }],
  ])
})
