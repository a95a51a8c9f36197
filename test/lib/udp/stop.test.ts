import dns from 'node:dns'
import { once } from 'node:events'
import { Writable } from 'node:stream'
import { finished, pipeline } from 'node:stream/promises'
import t from 'tap'
import { type Datagram, UdpSource } from '../../../lib/udp/index.js'
import { addressOf, Client, open, received } from './support.js'

t.test('what waits flows on, then the stream ends', async (t) => {
  const udp = await open(t, { highWaterMark: 2 })
  const full = once(udp, 'dropped')
  await new Client(t).send(udp, '1', '2', '3')
  await full
  t.equal(udp.stop(), udp)
  const seen: string[] = []
  for await (const { data } of udp) seen.push(data.toString())
  t.same(seen, ['1', '2'])
})

t.test('what comes later is dropped, announced and can be answered', async (t) => {
  const udp = await open(t)
  const client = new Client(t)
  udp.on('dropped', (datagram) => datagram.reply('ER\n'))
  udp.stop()
  t.notOk(udp.listening)
  await client.send(udp, 'late')
  t.equal(await client.answer(), 'ER\n')
  t.match(udp.stats(), { received: 1, dropped: 1 })
})

t.test('answers work after the end, until destroy()', async (t) => {
  const udp = await open(t)
  const client = new Client(t)
  await client.send(udp, 'x')
  const [datagram] = await once(udp, 'data')
  udp.stop()
  await once(udp, 'end')
  t.notOk(udp.destroyed)
  t.ok(udp.address())
  datagram.reply('OK\n')
  t.equal(await client.answer(), 'OK\n')
})

t.test('an orderly end: all that was taken is written, then answered', async (t) => {
  const udp = await open(t)
  const client = new Client(t)
  const held: (() => void)[] = []
  const writable = new Writable({
    objectMode: true,
    highWaterMark: 1,
    // Like a queue that is full until later.
    write(datagram: Datagram, _encoding, callback) {
      held.push(() => {
        callback()
        datagram.reply('OK\n')
      })
      this.emit('held')
    },
  })
  const done = pipeline(udp, writable)
  const waits = once(writable, 'held')
  await client.send(udp, '1', '2', '3')
  await waits
  await received(udp, 3)
  udp.stop()
  writable.on('held', () => setImmediate(() => held.pop()?.()))
  held.pop()?.()
  await done
  for (let i = 0; i < 3; i++) t.equal(await client.answer(), 'OK\n')
  t.match(udp.stats(), { received: 3, dropped: 0, replies: 3 })
})

t.test('finished() is content with the end', async (t) => {
  const udp = await open(t)
  udp.resume().stop()
  await finished(udp)
  t.notOk(udp.destroyed)
})

t.test('destroy() after the end closes without an error', async (t) => {
  const udp = await open(t)
  udp.resume().stop()
  await once(udp, 'end')
  const { port } = addressOf(udp)
  udp.destroy()
  await once(udp, 'close')
  t.equal(udp.address(), null)
  await open(t, { port })
})

t.test('twice is once', async (t) => {
  const udp = await open(t)
  let ends = 0
  udp.on('end', () => ends++)
  udp.resume().stop().stop()
  await once(udp, 'end')
  udp.stop()
  t.equal(ends, 1)
})

t.test('after destroy() it does nothing', async (t) => {
  const udp = await open(t)
  udp.on('end', () => t.fail('it ends'))
  udp.resume().destroy()
  udp.stop()
  await once(udp, 'close')
  t.notOk(udp.readableEnded)
})

t.test("at once after the constructor, it ends without 'listening'", async (t) => {
  const udp = new UdpSource({ port: 0 })
  t.teardown(() => udp.destroy())
  udp.on('listening', () => t.fail('it listens'))
  udp.stop().resume()
  await once(udp, 'end')
  t.notOk(udp.listening)
})

t.test('while the name is looked up, it ends and opens nothing', async (t) => {
  const udp = new UdpSource({ port: 0, host: 'localhost' })
  udp.on('listening', () => t.fail('it listens'))
  udp.stop().resume()
  await once(udp, 'end')
  await dns.promises.lookup('localhost')
  t.equal(udp.address(), null)
  udp.destroy()
  await once(udp, 'close')
})
