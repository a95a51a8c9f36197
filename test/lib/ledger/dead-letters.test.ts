import { once } from 'node:events'
import t from 'tap'
import type { DeadLetter, DeadMessage } from '../../../lib/index.js'
import { ledgerDirectory, ledgerQueue, ledgers, take } from '../../support/ledgers.js'
import { drain, fill, privateQueue } from '../../support/queue.js'
import { until } from '../../support/until.js'

type Test = Parameters<typeof privateQueue>[0]

/** A queue with one poisoned message between two others, and a stream whose handler can't do with it. */
function poisoned(t: Test, deadLetter: DeadLetter, maxAttempts = 3) {
  const { queue, directory, read: readWith } = ledgerQueue(t, 'first')
  queue.trySend('poison', 7)
  queue.trySend('last')
  const read = () => readWith({ maxAttempts, deadLetter })
  const stream = read()
  const handled: string[] = []
  let attempts = 0
  stream.on('data', (message) => {
    if (`${message.data}` === 'poison') {
      attempts = message.attempts
      message.nack()
    } else {
      handled.push(`${message.data}`)
      message.ack()
    }
  })
  return { queue, directory, stream, read, handled, attempts: () => attempts }
}

t.test('to a queue, with its own type, after maxAttempts; the others go on', async (t) => {
  const dead = privateQueue(t)
  const { stream, handled, attempts, directory } = poisoned(t, { queue: dead })
  const [told] = (await once(stream, 'dead')) as [DeadMessage]
  t.match(told, { type: 7, attempts: 3, lengthCertain: true })
  t.equal(attempts(), 3)
  t.match(dead.tryReceive(), { type: 7, data: Buffer.from('poison') })
  await until('the others', () => handled.length === 2)
  t.match(stream.stats(), { acknowledged: 2, dead: 1, inFlight: 0, redelivered: 2 })
  stream.destroy()
  t.same(ledgers(directory), [])
})

t.test('to a queue with a type for all, and to a function', async (t) => {
  const dead = privateQueue(t)
  const typed = poisoned(t, { queue: dead, type: 99 }, 1)
  await once(typed.stream, 'dead')
  t.match(dead.tryReceive(), { type: 99 })

  const given: DeadMessage[] = []
  const called = poisoned(t, async (message) => given.push(message), 1)
  await once(called.stream, 'dead')
  t.match(given, [{ type: 7, data: Buffer.from('poison'), attempts: 1 }])
})

t.test('attempts count over the deaths of readers', async (t) => {
  const dead = privateQueue(t)
  const queue = privateQueue(t)
  const directory = ledgerDirectory(t)
  queue.trySend('poison')
  const read = () => {
    const stream = queue.createReadStream({
      acknowledge: true,
      ledgerDirectory: directory,
      maxAttempts: 2,
      deadLetter: { queue: dead },
    })
    t.teardown(() => stream.destroy())
    return stream
  }
  for (const attempts of [1, 2]) {
    const stream = read()
    t.match(await take(stream, 1), [{ attempts }])
    stream.destroy()
  }
  const last = read().resume()
  await once(last, 'dead')
  t.same(drain(dead), ['poison'])
})

t.test('a dead letter queue that is full is waited for, and destroy() loses nothing', async (t) => {
  const dead = privateQueue(t)
  const full = fill(dead)
  const { stream, handled, directory, read } = poisoned(t, { queue: dead }, 1)
  await until('the others', () => handled.length === 2)
  t.match(stream.stats(), { dead: 0, inFlight: 1 })
  stream.destroy()
  t.equal(ledgers(directory).length, 1)
  t.equal(dead.stat().messages, full)
  drain(dead)
  await once(read().resume(), 'dead')
  t.same(drain(dead), ['poison'])
})

t.test('a function that fails is told of, and tried again', async (t) => {
  let calls = 0
  const failing = () => {
    if (++calls === 1) throw new Error('not now')
    // Whatever is thrown.
    return calls === 2 ? Promise.reject('nor now') : undefined
  }
  const { stream } = poisoned(t, failing, 1)
  const [error, message] = await once(stream, 'deadLetterError')
  t.match(error, { message: 'not now' })
  t.match(message, { type: 7 })
  t.match((await once(stream, 'deadLetterError'))[0], { message: 'nor now' })
  await once(stream, 'dead')
  t.equal(calls, 3)
  t.match(stream.stats(), { dead: 1, inFlight: 0 })
})

t.test(
  'a queue that is gone is a warning where nobody listens, and the message stays',
  async (t) => {
    const dead = privateQueue(t)
    await dead.remove()
    const warned = once(process, 'warning')
    const { stream, directory } = poisoned(t, { queue: dead }, 1)
    t.match((await warned)[0], { code: 'EIDRM' })
    stream.destroy()
    t.equal(ledgers(directory).length, 1)
  },
)

t.test('what ends after destroy() is nobody’s business any more', async (t) => {
  let finish = () => {}
  const slow = () =>
    new Promise<void>((resolve) => {
      finish = resolve
    })
  const { stream, directory } = poisoned(t, slow, 1)
  const before = finish
  await until('called', () => finish !== before)
  stream.on('dead', () => t.fail('not dead'))
  stream.destroy()
  finish()
  await once(stream, 'close')
  t.equal(ledgers(directory).length, 1, 'it is delivered to the dead letters again')
})
