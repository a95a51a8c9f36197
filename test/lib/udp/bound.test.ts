import { once } from 'node:events'
import { PassThrough } from 'node:stream'
import t from 'tap'
import type { Datagram, UdpSource } from '../../../lib/udp/index.js'
import { Client, open, received } from './support.js'

/** Waits for the next datagram that is dropped. */
async function dropped(udp: UdpSource): Promise<string> {
  const [datagram] = await once(udp, 'dropped')
  return datagram.data.toString()
}

t.test('what comes over the bound is dropped and announced', async (t) => {
  const udp = await open(t, { highWaterMark: 2 })
  const announced = dropped(udp)
  await new Client(t).send(udp, '1', '2', '3')
  t.equal(await announced, '3')
  t.equal(udp.readableLength, 2)
  t.match(udp.stats(), { received: 3, dropped: 1 })
})

t.test('the default bound is 512 datagrams', async (t) => {
  t.equal((await open(t)).readableHighWaterMark, 512)
})

t.test('a dropped datagram can be answered', async (t) => {
  const udp = await open(t, { highWaterMark: 1 })
  const client = new Client(t)
  udp.on('dropped', (datagram) => datagram.reply('ER\n'))
  await client.send(udp, '1', '2')
  t.equal(await client.answer(), 'ER\n')
})

t.test('a drop nobody listens for is counted all the same', async (t) => {
  const udp = await open(t, { highWaterMark: 1 })
  const client = new Client(t)
  await client.send(udp, '1', '2', '3')
  await received(udp, 3)
  t.match(udp.stats(), { received: 3, dropped: 2 })
})

t.test('one read makes room for one', async (t) => {
  const udp = await open(t, { highWaterMark: 2 })
  const client = new Client(t)
  await client.send(udp, '1', '2', '3')
  t.equal(await dropped(udp), '3')
  t.equal(udp.read().data.toString(), '1')
  await client.send(udp, '4', '5')
  t.equal(await dropped(udp), '5')
  t.same(
    [udp.read(), udp.read(), udp.read()].map((datagram) => datagram?.data.toString()),
    ['2', '4', undefined],
  )
})

t.test('read(n) does not raise the bound', async (t) => {
  const udp = await open(t, { highWaterMark: 1 })
  const client = new Client(t)
  udp.read(100)
  await client.send(udp, '1', '2')
  t.equal(await dropped(udp), '2')
})

t.test('a consumer that exerts backpressure fills the buffer, and no more', async (t) => {
  const udp = await open(t, { highWaterMark: 3 })
  const writable = new PassThrough({ objectMode: true, highWaterMark: 1 })
  udp.pipe(writable)
  const announced = dropped(udp)
  const client = new Client(t)
  const datagrams = Array.from({ length: 20 }, (_, i) => `${i}`)
  await client.send(udp, ...datagrams)
  const first = Number(await announced)
  t.equal(udp.readableLength, 3)
  const seen: string[] = []
  writable.on('data', (datagram: Datagram) => seen.push(datagram.data.toString()))
  udp.stop()
  await once(writable, 'end')
  t.same(seen, datagrams.slice(0, first))
})

t.test('received = delivered + dropped + waiting', async (t) => {
  const udp = await open(t, { highWaterMark: 4 })
  const client = new Client(t)
  await client.send(udp, '1', '2', '3', '4', '5')
  await dropped(udp)
  udp.read()
  const { received, dropped: lost } = udp.stats()
  t.equal(received, 1 + lost + udp.readableLength)
})
