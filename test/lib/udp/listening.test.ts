import dgram from 'node:dgram'
import dns from 'node:dns'
import { once } from 'node:events'
import { isIPv6 } from 'node:net'
import { networkInterfaces } from 'node:os'
import t from 'tap'
import { UdpSource } from '../../../lib/udp/index.js'
import { addressOf, Client, open, received } from './support.js'

t.test("is bound to 127.0.0.1 unless told otherwise, and 'listening' says where", async (t) => {
  const udp = new UdpSource({ port: 0 })
  t.teardown(() => udp.destroy())
  const [address] = await once(udp, 'listening')
  t.match(address, { address: '127.0.0.1', family: 'IPv4' })
  t.ok(address.port > 0)
  t.same(udp.address(), address)
  t.ok(udp.listening)
})

t.test("'listening' comes after the constructor has returned", async (t) => {
  const udp = new UdpSource({ port: 0 })
  t.teardown(() => udp.destroy())
  await new Promise((resolve) => udp.once('listening', resolve))
  t.ok(udp.listening)
})

t.test("'listening' is emitted for each listener, once", async (t) => {
  const udp = new UdpSource({ port: 0 })
  t.teardown(() => udp.destroy())
  const heard: string[] = []
  udp.on('listening', ({ address }) => heard.push(address))
  await once(udp, 'listening')
  t.same(heard, ['127.0.0.1'])
})

t.test('binds the port that it is given', async (t) => {
  const free = dgram.createSocket('udp4').bind(0, '127.0.0.1')
  await once(free, 'listening')
  const { port } = free.address()
  free.close()
  await once(free, 'close')
  const udp = await open(t, { port })
  t.equal(addressOf(udp).port, port)
})

t.test('a name is looked up', async (t) => {
  const { address } = await dns.promises.lookup('localhost')
  const udp = new UdpSource({ port: 0, host: 'localhost' })
  t.teardown(() => udp.destroy())
  t.notOk(udp.listening)
  t.equal(udp.address(), null)
  await once(udp, 'listening')
  t.equal(udp.address()?.address, address)
})

t.test('destroyed while the name is looked up, it opens nothing', async (t) => {
  const udp = new UdpSource({ port: 0, host: 'localhost' })
  udp.on('listening', () => t.fail('it listens'))
  udp.destroy()
  await once(udp, 'close')
  await dns.promises.lookup('localhost')
  t.notOk(udp.listening)
})

const withoutIPv6 = !Object.values(networkInterfaces())
  .flat()
  .some((at) => at?.address === '::1')

t.test('an IPv6 address works', { skip: withoutIPv6 && 'no ::1 here' }, async (t) => {
  const udp = await open(t, { host: '::1' })
  const client = new Client(t, 'udp6')
  udp.on('data', (datagram) => {
    t.ok(isIPv6(datagram.remote.address))
    t.equal(datagram.remote.family, 'IPv6')
    datagram.reply('six')
  })
  t.equal(addressOf(udp).family, 'IPv6')
  await client.send(udp, 'x')
  t.equal(await client.answer(), 'six')
})

t.test('the port can be shared with reuseAddr', async (t) => {
  const first = await open(t, { reuseAddr: true })
  const second = await open(t, { reuseAddr: true, port: addressOf(first).port })
  t.same(second.address(), first.address())
})

t.test('the receive buffer can be sized', async (t) => {
  // More than the small one takes, and less than the system's.
  const datagrams = Array.from({ length: 20 }, () => Buffer.alloc(2000))
  const client = new Client(t)
  const dropped: (number | null)[] = []
  for (const receiveBufferSize of [undefined, 4096]) {
    const udp = await open(t, { receiveBufferSize })
    client.sendTogether(udp, ...datagrams)
    await received(udp, 1)
    await client.send(udp, 'after them')
    dropped.push(udp.stats().kernelDropped)
  }
  t.equal(dropped[0], 0)
  t.ok(Number(dropped[1]) > 0)
})
