import dgram from 'node:dgram'
import { once } from 'node:events'
import t from 'tap'
import type { Datagram, UdpAddress, UdpSource } from '../../../lib/udp/index.js'
import { checkUdpOptions } from '../../../lib/udp/udp-options.js'
import { UdpSocket } from '../../../lib/udp/udp-socket.js'
import { addressOf, Client, open, received } from './support.js'

/** One datagram from `client`, delivered. */
async function datagramFrom(client: Client, udp: UdpSource): Promise<Datagram> {
  const delivered = once(udp, 'data')
  await client.send(udp, 'x')
  return (await delivered)[0]
}

t.test('a string goes out as UTF-8', async (t) => {
  const udp = await open(t)
  const client = new Client(t)
  const datagram = await datagramFrom(client, udp)
  t.equal(datagram.reply('pärt\n'), undefined)
  t.equal(await client.answer(), 'pärt\n')
})

t.test('bytes go out as they are', async (t) => {
  const udp = await open(t)
  const client = new Client(t)
  const datagram = await datagramFrom(client, udp)
  datagram.reply(Buffer.from('buffer'))
  datagram.reply(new Uint8Array([97, 98]).subarray(1))
  datagram.reply('')
  t.equal(await client.answer(), 'buffer')
  t.equal(await client.answer(), 'b')
  t.equal(await client.answer(), '')
})

t.test('each sender gets its own answer, from the port that it sent to', async (t) => {
  const udp = await open(t)
  udp.on('data', (datagram) => datagram.reply(`to ${datagram.data}`))
  const clients = ['a', 'b', 'c'].map((name) => ({ name, client: new Client(t) }))
  for (const { name, client } of clients) {
    const from = once(client.socket, 'message')
    await client.send(udp, name)
    t.equal(await client.answer(), `to ${name}`)
    t.equal((await from)[1].port, udp.address()?.port)
  }
})

t.test('answers are counted', async (t) => {
  const udp = await open(t)
  const client = new Client(t)
  const datagram = await datagramFrom(client, udp)
  datagram.reply('1')
  datagram.reply('2')
  await client.answer()
  await client.answer()
  t.match(udp.stats(), { replies: 2, replyErrors: 0 })
})

t.test('an answer that is too large is counted, and is no error of the stream', async (t) => {
  const udp = await open(t)
  const client = new Client(t)
  const datagram = await datagramFrom(client, udp)
  datagram.reply(Buffer.alloc(65508))
  datagram.reply(Buffer.alloc(70000))
  datagram.reply('after')
  t.equal(await client.answer(), 'after')
  t.match(udp.stats(), { replies: 1, replyErrors: 2 })
  t.notOk(udp.destroyed)
})

t.test('what is not bytes nor a string throws', async (t) => {
  const udp = await open(t)
  const datagram = await datagramFrom(new Client(t), udp)
  for (const data of [undefined, null, 1, {}, ['OK']]) {
    // @ts-expect-error not a MessageData
    t.throws(() => datagram.reply(data), { code: 'ERR_INVALID_ARG_TYPE', name: 'TypeError' })
  }
})

t.test('after destroy() an answer does nothing but count', async (t) => {
  const udp = await open(t)
  const datagram = await datagramFrom(new Client(t), udp)
  udp.destroy()
  datagram.reply('at once')
  await once(udp, 'close')
  datagram.reply('later')
  // @ts-expect-error not a MessageData
  datagram.reply(undefined)
  t.match(udp.stats(), { replies: 0, replyErrors: 3 })
})

t.test('an answer given before destroy() arrives', async (t) => {
  const udp = await open(t)
  const client = new Client(t)
  const datagram = await datagramFrom(client, udp)
  datagram.reply('bye')
  udp.destroy()
  await once(udp, 'close')
  t.equal(await client.answer(), 'bye')
  t.match(udp.stats(), { replies: 1, replyErrors: 0 })
})

t.test('port 0, which a forged datagram may come from, is a failure of that answer', async (t) => {
  const fail = () => t.fail('receives nothing and does not fail')
  const socket = new UdpSocket(checkUdpOptions({ port: 0 }), {
    // Bound before open() returns.
    listening: () => {
      const address: UdpAddress = { address: '127.0.0.1', port: 0, family: 'IPv4' }
      socket.send('OK\n', { address, number: 0 })
    },
    message: fail,
    error: fail,
  })
  t.teardown(() => socket.close())
  socket.open()
  t.equal(socket.replies, 0)
  t.equal(socket.replyErrors, 1)
})

t.test('answers that were given in one turn all arrive, in order', async (t) => {
  const udp = await open(t)
  const client = new Client(t)
  const datagram = await datagramFrom(client, udp)
  // More than go in a system call, and more than 64 KiB.
  const texts = Array.from({ length: 80 }, (_, i) => `${i}`.padEnd(i < 2 ? 40_000 : 1, '.'))
  for (const text of texts) datagram.reply(text)
  datagram.reply('OK')
  datagram.reply('OK')
  for (const text of [...texts, 'OK', 'OK']) t.equal(await client.answer(), text)
  t.match(udp.stats(), { replies: 82, replyErrors: 0 })
})

t.test('a sender is answered also when a thousand others have come since', async (t) => {
  const udp = await open(t)
  const client = new Client(t)
  const datagram = await datagramFrom(client, udp)
  udp.on('data', ({ remote }) => t.match(remote, { address: '127.0.0.1', family: 'IPv4' }))
  for (let i = 0; i < 1100; i++) {
    const other = dgram.createSocket('udp4')
    await new Promise((resolve) => other.send('x', addressOf(udp).port, '127.0.0.1', resolve))
    other.close()
    await received(udp, i + 2)
  }
  const late = await datagramFrom(client, udp)
  datagram.reply('one')
  late.reply('two')
  t.equal(await client.answer(), 'one')
  t.equal(await client.answer(), 'two')
})
