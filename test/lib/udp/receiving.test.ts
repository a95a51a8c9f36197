import { once } from 'node:events'
import { constants } from 'node:os'
import { Writable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import t from 'tap'
import { native } from '../../../lib/native.js'
import { Datagram } from '../../../lib/udp/index.js'
import { addressOf, Client, open, received } from './support.js'

t.test('a datagram has its bytes and who sent it', async (t) => {
  const udp = await open(t)
  const client = new Client(t)
  await client.send(udp, 'hello')
  const [datagram] = await once(udp, 'data')
  t.ok(datagram instanceof Datagram)
  t.ok(Buffer.isBuffer(datagram.data))
  t.equal(datagram.data.toString(), 'hello')
  const { port } = client.socket.address()
  t.same(datagram.remote, { address: '127.0.0.1', port, family: 'IPv4' })
})

t.test('a datagram keeps no more memory than its bytes', async (t) => {
  const udp = await open(t)
  await new Client(t).send(udp, 'hello')
  const [datagram] = await once(udp, 'data')
  t.equal(datagram.data.buffer.byteLength, 5)
})

t.test('datagrams that come together share memory, packed, and no more than 8 KiB', async (t) => {
  const udp = await open(t)
  const sizes = [0, 0, 100, 8000, 93, 0, 5000, 5000, 9000, 1]
  new Client(t).sendTogether(udp, ...sizes.map((size, i) => Buffer.alloc(size, `${i}`)))
  await received(udp, sizes.length)
  const memory = new Map<ArrayBufferLike, number>()
  for (const [i, size] of sizes.entries()) {
    const { data } = udp.read()
    t.ok(data.equals(Buffer.alloc(size, `${i}`)))
    memory.set(data.buffer, (memory.get(data.buffer) ?? 0) + size)
  }
  for (const [{ byteLength }, used] of memory) t.equal(byteLength, used)
  t.ok([...memory.keys()].every(({ byteLength }) => byteLength <= 8192 || byteLength === 9000))
})

t.test('all datagrams of a sender have the same remote, which can not be changed', async (t) => {
  const udp = await open(t)
  await new Client(t).send(udp, '1', '2')
  await received(udp, 2)
  const [first, second] = [udp.read(), udp.read()]
  t.equal(first.remote, second.remote)
  t.ok(Object.isFrozen(first.remote))
})

t.test('a socket that breaks destroys the stream', async (t) => {
  const { UdpSocket } = native
  t.intercept(native, 'UdpSocket', {
    value: class extends UdpSocket {
      override receive(): number {
        return -constants.errno.ENOMEM
      }
    },
  })
  const udp = await open(t)
  const { port } = addressOf(udp)
  const failed = once(udp, 'error')
  await new Client(t).send(udp, 'x')
  const [error] = await failed
  t.match(error, { code: 'ENOMEM', syscall: 'recvmmsg', address: '127.0.0.1', port })
  t.ok(udp.destroyed)
})

t.test('a wake-up for nothing is nothing', async (t) => {
  const { UdpSocket } = native
  let calls = 0
  t.intercept(native, 'UdpSocket', {
    value: class extends UdpSocket {
      override receive(): number {
        return ++calls === 1 ? -constants.errno.EAGAIN : super.receive()
      }
    },
  })
  const udp = await open(t)
  const delivered = once(udp, 'data')
  await new Client(t).send(udp, 'x')
  t.equal((await delivered)[0].data.toString(), 'x')
  t.equal(calls, 2)
})

t.test('an empty datagram is a datagram', async (t) => {
  const udp = await open(t)
  const client = new Client(t)
  udp.on('data', (datagram) => datagram.reply(`${datagram.data.length} bytes`))
  await client.send(udp, '')
  t.equal(await client.answer(), '0 bytes')
})

t.test('a datagram of 65,507 bytes, the largest there is, comes whole', async (t) => {
  const udp = await open(t)
  const sent = Buffer.alloc(65507, 'abcdefg')
  await new Client(t).send(udp, sent)
  const [datagram] = await once(udp, 'data')
  t.ok(sent.equals(datagram.data))
})

t.test('datagrams come in the order in which they were sent', async (t) => {
  const udp = await open(t)
  await new Client(t).send(udp, '1', '2', '3', '4')
  const seen: string[] = []
  for await (const { data } of udp) if (seen.push(data.toString()) === 4) break
  t.same(seen, ['1', '2', '3', '4'])
})

t.test('leaving a for await loop destroys it', async (t) => {
  const udp = await open(t)
  await new Client(t).send(udp, 'x')
  for await (const datagram of udp) {
    t.equal(datagram.data.toString(), 'x')
    break
  }
  t.ok(udp.destroyed)
})

t.test('it flows into a Writable of objects, datagram by datagram', async (t) => {
  const udp = await open(t)
  const client = new Client(t)
  const taken: unknown[] = []
  const writable = new Writable({
    objectMode: true,
    write(datagram, _encoding, callback) {
      taken.push(datagram)
      callback()
      if (taken.length === 2) udp.stop()
    },
  })
  const done = pipeline(udp, writable)
  await client.send(udp, 'a', 'b')
  await done
  t.ok(taken.every((chunk) => chunk instanceof Datagram))
  t.equal(taken.length, 2)
})
