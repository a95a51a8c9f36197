import t, { type Test } from 'tap'
import { type QueueIdentity, UdpProxy, type UdpProxyOptions } from '../../../lib/index.js'
import { drain, fill, privateQueue } from '../../support/queue.js'
import { until } from '../../support/until.js'
import { Client } from '../udp/support.js'

/** A proxy on a free port, and a client of it. */
async function open(t: Test, queue: QueueIdentity, options?: UdpProxyOptions) {
  const proxy = new UdpProxy(queue, { port: 0, ...options })
  t.teardown(() => proxy.close())
  return { proxy, address: await proxy.listening, client: new Client(t) }
}

function sum({ accepted, rejected, dropped, waiting }: ReturnType<UdpProxy['stats']>): number {
  return accepted + rejected + dropped + waiting
}

t.test('each datagram becomes a message and is answered OK', async (t) => {
  const queue = privateQueue(t)
  const { proxy, address, client } = await open(t, queue, { type: 7 })
  t.match(address, { address: '127.0.0.1', family: 'IPv4' })
  await client.send(address, 'one', 'two')
  t.same(await client.answers(2), ['OK\n', 'OK\n'])
  t.match(queue.peek(0), { type: 7 })
  t.same(drain(queue), ['one', 'two'])
  t.match(proxy.stats(), { received: 2, accepted: 2, waiting: 0, answered: 2, failed: 0 })
  await proxy.stop()
  await proxy.finished
  await proxy.close()
  t.match(proxy.stats(), { received: 2, accepted: 2, answered: 2 })
  const again = new UdpProxy(queue, { port: address.port })
  t.equal((await again.listening).port, address.port, 'the port is free')
  await again[Symbol.asyncDispose]()
  await again.close()
})

t.test('what can be no message, or finds no room in time, is answered ER', async (t) => {
  const queue = privateQueue(t, { maxBytes: 100 })
  const { proxy, address, client } = await open(t, queue, { timeout: 20 })
  await client.send(address, 'x'.repeat(101))
  t.same(await client.answers(1), ['ER\n'])
  fill(queue, 100)
  await client.send(address, 'late')
  t.same(await client.answers(1), ['ER\n'])
  t.match(proxy.stats(), { received: 2, rejected: 2, answered: 2 })
})

t.test('what comes while too many wait is answered ER at once', async (t) => {
  const queue = privateQueue(t, { maxBytes: 100 })
  fill(queue, 100)
  const options = { timeout: Number.POSITIVE_INFINITY, highWaterMark: 2 }
  const { proxy, address, client } = await open(t, queue, options)
  await client.send(address, '1', '2', '3', '4')
  t.same(await client.answers(2), ['ER\n', 'ER\n'])
  const stats = proxy.stats()
  t.match(stats, { received: 4, dropped: 2, waiting: 2 })
  t.equal(sum(stats), 4)
  queue.tryReceive()
  t.same(await client.answers(2), ['OK\n', 'OK\n'])
  t.same(drain(queue), ['1', '2'])
})

t.test('stop() refuses what comes later, and waits for what waits', async (t) => {
  const queue = privateQueue(t, { maxBytes: 100 })
  fill(queue, 100)
  const { proxy, address, client } = await open(t, queue)
  await client.send(address, 'waits')
  await until('it waits', () => proxy.stats().waiting === 1)
  const stopped = proxy.stop()
  await client.send(address, 'late')
  t.same(await client.answers(1), ['ER\n'])
  queue.tryReceive()
  t.same(await client.answers(1), ['OK\n'])
  await stopped
  t.same(drain(queue), ['waits'])
  await client.send(address, 'later')
  t.same(await client.answers(1), ['ER\n'])
  t.match(proxy.stats(), { received: 3, accepted: 1, dropped: 2 })
})

t.test('stop() gives up on a queue that stays full', async (t) => {
  const queue = privateQueue(t, { maxBytes: 100 })
  fill(queue, 100)
  const { proxy, address, client } = await open(t, queue, { timeout: 20_000 })
  await client.send(address, 'a', 'b')
  await until('they wait', () => proxy.stats().waiting === 2)
  await t.rejects(proxy.stop({ timeout: 0 }), { code: 'ETIMEDOUT', id: queue.id })
  t.same(await client.answers(2), ['ER\n', 'ER\n'])
  t.match(proxy.stats(), { received: 2, rejected: 2, waiting: 0 })
  await t.rejects(proxy.finished, { code: 'ETIMEDOUT' })
})

t.test('stop() may wait for as long as it takes', async (t) => {
  const queue = privateQueue(t, { maxBytes: 100 })
  fill(queue, 100)
  const { proxy, address, client } = await open(t, queue)
  await client.send(address, 'a')
  await until('it waits', () => proxy.stats().waiting === 1)
  const stopped = proxy.stop({ timeout: Number.POSITIVE_INFINITY })
  queue.tryReceive()
  await stopped
  t.same(drain(queue), ['a'])
})

t.test('close() refuses what waits', async (t) => {
  const queue = privateQueue(t, { maxBytes: 100 })
  fill(queue, 100)
  const { proxy, address, client } = await open(t, queue, { timeout: 20_000 })
  await client.send(address, 'a')
  await until('it waits', () => proxy.stats().waiting === 1)
  await proxy.close()
  t.same(await client.answers(1), ['ER\n'])
  t.match(proxy.stats(), { received: 1, rejected: 1, answered: 1 })
  await t.rejects(proxy.finished)
})

t.test('when the queue is removed, each datagram is answered ER', async (t) => {
  const queue = privateQueue(t, { maxBytes: 100 })
  fill(queue, 100)
  const { proxy, address, client } = await open(t, queue, { timeout: 20_000 })
  await client.send(address, 'waits')
  await until('it waits', () => proxy.stats().waiting === 1)
  await queue.remove()
  await t.rejects(proxy.finished, { code: 'EIDRM' })
  await client.send(address, 'late')
  t.same(await client.answers(2), ['ER\n', 'ER\n'])
  const stats = proxy.stats()
  t.match(stats, { received: 2, rejected: 1, dropped: 1, answered: 2 })
  await t.rejects(proxy.stop(), { code: 'EIDRM' })
})

t.test('a port that can not be had', async (t) => {
  const queue = privateQueue(t)
  const { address } = await open(t, queue)
  const second = new UdpProxy(queue, { port: address.port })
  await t.rejects(second.listening, { name: 'UdpError', code: 'EADDRINUSE' })
  await t.rejects(second.finished, { code: 'EADDRINUSE' })
  await second.close()
})

t.test('stopped while the name of the host is looked up', async (t) => {
  const proxy = new UdpProxy(privateQueue(t), { host: 'localhost', port: 0 })
  await proxy.stop()
  await proxy.close()
  await t.rejects(proxy.listening, { name: 'AbortError' })
})

t.test('bad arguments are refused before anything is opened', async (t) => {
  const queue = privateQueue(t)
  for (const [options, code] of [
    [1, 'TYPE'],
    [{ port: '1' }, 'TYPE'],
    [{ port: 65_536 }, 'VALUE'],
    [{ host: '' }, 'VALUE'],
    [{ type: 0 }, 'VALUE'],
    [{ timeout: -1 }, 'VALUE'],
    [{ highWaterMark: 0 }, 'VALUE'],
  ] as const) {
    t.throws(() => new UdpProxy(queue, options as object), { code: `ERR_INVALID_ARG_${code}` })
  }
  t.throws(() => new UdpProxy({}), { code: 'ERR_INVALID_ARG_TYPE' })
  const { proxy } = await open(t, queue)
  for (const [options, code] of [
    [1, 'TYPE'],
    [{ timeout: -1 }, 'VALUE'],
  ] as const) {
    await t.rejects(proxy.stop(options as object), { code: `ERR_INVALID_ARG_${code}` })
  }
  await proxy.stop()
})
