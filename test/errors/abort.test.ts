import { once } from 'node:events'
import t from 'tap'
import { AbortError, type MessageQueue } from '../../lib/index.js'
import { drain, fill, keyedQueue } from '../support/queue.js'
import { sleepers, until } from '../support/until.js'
import { errorOf, failure } from './expect.js'

const absent = 99

interface Wait {
  readonly call: 'msgrcv' | 'msgsnd'
  /** What it ends with, once the signal fires. */
  wait(queue: MessageQueue, signal: AbortSignal): Promise<unknown>
}

const waits: Record<string, Wait> = {
  'receive()': {
    call: 'msgrcv',
    wait: (queue, signal) => failure(() => queue.receive({ type: absent, signal })),
  },
  'a read stream': {
    call: 'msgrcv',
    wait: (queue, signal) => errorOf(queue.createReadStream({ type: absent, signal }).resume()),
  },
  'send()': {
    call: 'msgsnd',
    wait: (queue, signal) => failure(() => queue.send(Buffer.alloc(1024), { signal })),
  },
  'a write stream': {
    call: 'msgsnd',
    wait: (queue, signal) => {
      const writer = queue.createWriteStream({ signal })
      writer.write(Buffer.alloc(1024), () => {})
      return errorOf(writer)
    },
  },
}

for (const [name, { call, wait }] of Object.entries(waits)) {
  t.test(`${name} with a signal that has fired: AbortError`, async (t) => {
    const queue = keyedQueue(t)
    const before = fill(queue)
    const reason = new Error('enough')
    const error = await wait(queue, AbortSignal.abort(reason))
    t.ok(error instanceof AbortError)
    t.match(error, { name: 'AbortError', code: 'ABORT_ERR', cause: reason })
    t.equal(sleepers(call), 0)
    t.equal(drain(queue).length, before, 'nothing is lost')
  })

  t.test(`${name} with a signal that fires while it waits: AbortError`, async (t) => {
    const queue = keyedQueue(t)
    const before = fill(queue)
    const controller = new AbortController()
    const waiting = wait(queue, controller.signal)
    await until(`${name} waits`, () => sleepers(call) === 1)
    const reason = new Error('enough')
    controller.abort(reason)
    const error = await waiting
    t.ok(error instanceof AbortError)
    t.match(error, { name: 'AbortError', code: 'ABORT_ERR', cause: reason })
    t.equal(sleepers(call), 0, 'the thread is out of the call')
    t.equal(drain(queue).length, before, 'nothing is lost')
  })
}

t.test('a signal that has fired wins over a message that is there', async (t) => {
  const queue = keyedQueue(t)
  queue.trySend('kept')
  const signal = AbortSignal.abort()
  t.ok((await failure(() => queue.receive({ signal }))) instanceof AbortError)
  t.ok((await failure(() => queue.send('x', { signal }))) instanceof AbortError)
  t.same(drain(queue), ['kept'])
})

t.test('a signal that fires afterwards does nothing', async (t) => {
  const queue = keyedQueue(t)
  const controller = new AbortController()
  const { signal } = controller
  const received = queue.receive({ signal })
  await until('receive() waits', () => sleepers('msgrcv') === 1)
  await queue.send('x', { signal })
  t.equal((await received).data.toString(), 'x')
  controller.abort()
  const next = queue.receive()
  await until('the next waits', () => sleepers('msgrcv') === 1)
  queue.trySend('y')
  t.equal((await next).data.toString(), 'y')
})

t.test('a read stream puts back what it had read ahead', async (t) => {
  const queue = keyedQueue(t)
  for (const text of ['a', 'b', 'c']) queue.trySend(text)
  const controller = new AbortController()
  const reader = queue.createReadStream({ signal: controller.signal })
  await once(reader, 'readable')
  t.equal(queue.stat().messages, 0)
  controller.abort()
  await errorOf(reader)
  t.same(reader.unread, [])
  t.same(drain(queue).toSorted(), ['a', 'b', 'c'])
})

t.test('a write stream hands back what it had not sent', async (t) => {
  const queue = keyedQueue(t)
  fill(queue)
  const controller = new AbortController()
  const writer = queue.createWriteStream({ signal: controller.signal })
  const chunk = Buffer.alloc(1024)
  writer.write(chunk)
  await until('it waits', () => sleepers('msgsnd') === 1)
  controller.abort()
  await errorOf(writer)
  t.equal(writer.unsent[0], chunk)
  t.equal(writer.unsent.length, 1)
})
