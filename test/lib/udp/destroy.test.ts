import { getEventListeners, once } from 'node:events'
import { Writable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import t from 'tap'
import { type Datagram, UdpSource } from '../../../lib/udp/index.js'
import { addressOf, Client, holdClose, open, received } from './support.js'

t.test('closes the port', async (t) => {
  const udp = await open(t)
  const { port } = addressOf(udp)
  udp.destroy()
  t.notOk(udp.listening)
  t.equal(udp.address(), null)
  await once(udp, 'close')
  await open(t, { port })
})

t.test('passes its error on', async (t) => {
  const udp = await open(t)
  const cause = new Error('enough')
  udp.destroy(cause)
  const [error] = await once(udp, 'error')
  t.equal(error, cause)
})

t.test("before 'listening', it keeps silent", async (t) => {
  const udp = new UdpSource({ port: 0 })
  udp.on('listening', () => t.fail('it listens'))
  udp.destroy()
  await once(udp, 'close')
})

t.test('an answer that the kernel has not taken yet is sent before the port closes', async (t) => {
  const client = new Client(t)
  const socket = holdClose(t)
  const udp = await open(t)
  const { port } = addressOf(udp)
  await client.send(udp, '1')
  const [datagram] = await once(udp, 'data')
  datagram.reply('one')
  udp.destroy()
  t.notOk(udp.closed)
  // What comes while it closes is nobody's; its own event would be the next turn's.
  await client.send({ address: '127.0.0.1', port, family: 'IPv4' }, '2')
  await new Promise(setImmediate)
  t.notOk(udp.closed)
  socket.release()
  await once(udp, 'close')
  t.equal(await client.answer(), 'one')
  t.match(udp.stats(), { received: 1, replies: 1, replyErrors: 0 })
})

t.test('await using waits for such an answer, too', async (t) => {
  const client = new Client(t)
  const socket = holdClose(t)
  const udp = await open(t)
  await client.send(udp, '1')
  const [datagram] = await once(udp, 'data')
  udp.stop()
  await once(udp, 'end')
  datagram.reply('one')
  let disposed = false
  const done = udp[Symbol.asyncDispose]().then(() => {
    disposed = true
  })
  await new Promise(setImmediate)
  t.notOk(disposed)
  socket.release()
  await done
  t.ok(udp.closed)
  t.equal(await client.answer(), 'one')
})

t.test('what waits is announced as dropped, and can be answered a last time', async (t) => {
  const udp = await open(t)
  const client = new Client(t)
  await client.send(udp, '1', '2', '3')
  await received(udp, 3)
  t.equal(udp.read().data.toString(), '1')
  const dropped: Datagram[] = []
  udp.on('dropped', (datagram) => {
    dropped.push(datagram)
    datagram.reply(`ER ${datagram.data}`)
  })
  udp.destroy()
  await once(udp, 'close')
  t.equal(await client.answer(), 'ER 2')
  t.equal(await client.answer(), 'ER 3')
  t.equal(dropped.length, 2)
  t.match(udp.stats(), { received: 3, dropped: 2, replies: 2, replyErrors: 0 })
})

t.test('what was delivered is not announced, also from its own handler', async (t) => {
  const udp = await open(t)
  udp.on('dropped', t.fail)
  udp.on('data', () => udp.destroy())
  await new Client(t).send(udp, 'x')
  await once(udp, 'close')
  t.match(udp.stats(), { received: 1, dropped: 0 })
})

t.test('what came with the datagram whose handler destroys it is announced, too', async (t) => {
  const udp = await open(t)
  const client = new Client(t)
  const dropped: string[] = []
  udp.on('dropped', (datagram) => {
    dropped.push(datagram.data.toString())
    datagram.reply('ER\n')
  })
  udp.on('data', () => udp.destroy())
  client.sendTogether(udp, '1', '2', '3')
  await once(udp, 'close')
  t.same(dropped, ['2', '3'])
  t.equal(await client.answer(), 'ER\n')
  t.match(udp.stats(), { received: 3, dropped: 2, replies: 2 })
})

t.test('after stop(), what still waits is announced, and it does not end', async (t) => {
  const udp = await open(t)
  await new Client(t).send(udp, 'x')
  await received(udp, 1)
  udp.on('end', t.fail)
  const announced = once(udp, 'dropped')
  udp.stop().destroy()
  await announced
  await once(udp, 'close')
  t.notOk(udp.readableEnded)
})

t.test("when a listener of 'dropped' throws, the port is closed all the same", async (t) => {
  const udp = await open(t)
  const { port } = addressOf(udp)
  await new Client(t).send(udp, 'x')
  await received(udp, 1)
  const thrown = new Error('by the listener')
  udp.once('dropped', () => {
    throw thrown
  })
  udp.destroy()
  const [error] = await once(udp, 'error')
  t.equal(error, thrown)
  await open(t, { port })
})

t.test('when the destination of a pipeline fails, what waits can still be answered', async (t) => {
  const udp = await open(t)
  const client = new Client(t)
  udp.on('dropped', (datagram) => datagram.reply('ER\n'))
  const failure = new Error('the queue was removed')
  let fail = (_error: Error) => {}
  const writable = new Writable({
    objectMode: true,
    highWaterMark: 1,
    write: (_chunk, _encoding, callback) => {
      fail = callback
    },
  })
  const done = pipeline(udp, writable)
  await client.send(udp, '1', '2')
  await received(udp, 2)
  fail(failure)
  await t.rejects(done, failure)
  t.equal(await client.answer(), 'ER\n')
  t.ok(udp.destroyed)
})

t.test('a signal destroys it', async (t) => {
  const controller = new AbortController()
  const udp = await open(t, { signal: controller.signal })
  const reason = new Error('the reason')
  controller.abort(reason)
  const [error] = await once(udp, 'error')
  t.match(error, { name: 'AbortError', code: 'ABORT_ERR', cause: reason })
  t.ok(udp.destroyed)
})

t.test('a signal closes the port also after the end', async (t) => {
  const controller = new AbortController()
  const udp = await open(t, { signal: controller.signal })
  udp.resume().stop()
  await once(udp, 'end')
  controller.abort()
  const [error] = await once(udp, 'error')
  t.equal(error.code, 'ABORT_ERR')
  t.ok(udp.destroyed)
})

t.test('with a signal that has fired before, nothing is opened', async (t) => {
  const udp = new UdpSource({ port: 0, signal: AbortSignal.abort() })
  t.equal(udp.address(), null)
  const [error] = await once(udp, 'error')
  t.equal(error.code, 'ABORT_ERR')
})

t.test('a signal that fires after the close does nothing', async (t) => {
  const controller = new AbortController()
  const udp = await open(t, { signal: controller.signal })
  udp.on('error', t.fail)
  udp.destroy()
  await once(udp, 'close')
  t.same(getEventListeners(controller.signal, 'abort'), [])
  controller.abort()
  t.equal(udp.errored, null)
})

t.test('await using frees the port', async (t) => {
  let port = 0
  {
    await using udp = await open(t)
    port = addressOf(udp).port
  }
  await open(t, { port })
})

t.test('await using after the end frees the port without an error', async (t) => {
  const udp = await open(t)
  const { port } = addressOf(udp)
  udp.resume().stop()
  await once(udp, 'end')
  await udp[Symbol.asyncDispose]()
  t.equal(udp.errored, null)
  await open(t, { port })
})

t.test('disposing of it twice is fine', async (t) => {
  const udp = await open(t)
  await udp[Symbol.asyncDispose]()
  await udp[Symbol.asyncDispose]()
  t.ok(udp.closed)
})
