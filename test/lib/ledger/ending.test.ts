import { once } from 'node:events'
import t from 'tap'
import type { AcknowledgedMessage } from '../../../lib/index.js'
import { destination } from '../../support/destination.js'
import { ledgerQueue, ledgers, take, texts } from '../../support/ledgers.js'
import { asleep, until } from '../../support/until.js'

t.test('stop(): what was read ahead flows on, and it closes when all are settled', async (t) => {
  const { queue, directory, read } = ledgerQueue(t, 'a', 'b', 'c')
  const stream = read({ maxInFlight: 2 })
  const seen: AcknowledgedMessage[] = []
  stream.on('data', (message) => {
    seen.push(message)
    t.equal(stream.stop(), stream)
    stream.stop()
  })
  await once(stream, 'end')
  t.same(texts(seen), ['a', 'b'])
  t.equal(stream.destroyed, false)
  seen[0]?.ack()
  const [, b] = seen
  b?.nack()
  await once(stream, 'close')
  t.match(stream.stats(), { received: 2, acknowledged: 1, inFlight: 1 })
  t.equal(queue.stat().messages, 1)
  t.equal(ledgers(directory).length, 1, 'the rejected one is for the next reader')
  t.same(texts(await take(read(), 2)), ['b', 'c'])
})

t.test('stop() while the thread sleeps, and when it has just taken a message', async (t) => {
  const { queue, read } = ledgerQueue(t)
  const idle = read().resume()
  await asleep('msgrcv')
  idle.stop()
  await once(idle, 'close')
  const stream = read()
  const seen: string[] = []
  stream.on('data', (message) => {
    seen.push(`${message.data}`)
    message.ack()
  })
  await asleep('msgrcv')
  queue.trySend('just now')
  await until('taken', () => queue.stat().messages === 0)
  stream.stop()
  await once(stream, 'close')
  t.same(seen, ['just now'])
})

t.test('nack() after stop() leaves the message to the next reader', async (t) => {
  const { read } = ledgerQueue(t, 'a', 'b')
  const stream = read()
  stream.on('data', (message) => {
    stream.stop()
    message.nack()
  })
  await once(stream, 'close')
  t.match(stream.stats(), { received: 2, inFlight: 2, redelivered: 0 })
  const again = await take(read(), 2)
  t.same(texts(again), ['a', 'b'])
  t.match(again, [{ attempts: 2 }, { attempts: 2 }])
})

t.test('the queue is removed: EIDRM, and what was in flight goes with it', async (t) => {
  const { queue, directory, read } = ledgerQueue(t, 'a')
  const stream = read()
  await take(stream, 1)
  await asleep('msgrcv')
  const failed = once(stream, 'error')
  await queue.remove()
  t.match((await failed)[0], { code: 'EIDRM' })
  t.same(ledgers(directory), [])
  const late = read()
  t.match((await once(late, 'error'))[0], { code: 'EIDRM', syscall: 'msgctl' })
})

t.test('a signal destroys it; what is in flight stays for the next', async (t) => {
  const { queue, directory, read } = ledgerQueue(t, 'a')
  const controller = new AbortController()
  const stream = queue.createReadStream({
    acknowledge: true,
    ledgerDirectory: directory,
    signal: controller.signal,
  })
  await take(stream, 1)
  controller.abort(new Error('enough'))
  t.match((await once(stream, 'error'))[0], { code: 'ABORT_ERR' })
  t.same(texts(await take(read(), 1)), ['a'])
})

t.test('destroyed by a handler while what is left flows on after stop()', async (t) => {
  const { read } = ledgerQueue(t, 'a')
  const stream = read()
  stream.on('data', (message) => {
    message.nack()
    if (message.attempts === 1) stream.stop()
    else stream.destroy()
  })
  await once(stream, 'close')
  t.equal(stream.readableEnded, false)
  const again = await take(read(), 1)
  t.same(texts(again), ['a'])
  t.equal(again[0]?.attempts, 3)
})

t.test('the end of the process closes it, and a destroy() then does nothing more', async (t) => {
  const { directory, read } = ledgerQueue(t, 'a')
  const stream = read()
  await take(stream, 1)
  stream.closeAtExit()
  t.equal(ledgers(directory).length, 1)
  stream.destroy()
  t.same(texts(await take(read(), 1)), ['a'])
})

t.test('a pipe that fails is given no more: what it has not seen was not attempted', async (t) => {
  const { read } = ledgerQueue(t, 'a', 'b', 'c', 'd')
  for (const options of [{ highWaterMark: 1 }, {}]) {
    const stream = read(options)
    const failing = destination(1, 1)
    stream.pipe(failing.writable)
    await failing.failed
    stream.destroy()
    t.same(failing.texts, ['a'])
  }
  const again = await take(read(), 4)
  t.same(
    again.map(({ attempts }) => attempts),
    [3, 1, 1, 1],
  )
})

t.test('where one of two pipes fails the other goes on', async (t) => {
  const { read } = ledgerQueue(t, ...'abcdef')
  const stream = read({ highWaterMark: 2 })
  const failing = destination(2)
  const lasting = destination()
  stream.pipe(failing.writable)
  stream.pipe(lasting.writable)
  await until('it has all', () => lasting.texts.length === 6)
  t.same(failing.texts, ['a', 'b'])
  t.same(lasting.texts, [...'abcdef'])
})
