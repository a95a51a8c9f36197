import { constants } from 'node:os'
import t from 'tap'
import { native } from '../../lib/native.js'
import { makeTable } from '../../lib/table.js'
import { drain, fill, privateQueue } from '../support/queue.js'

// What the kernel calls EAGAIN and ENOMSG is an answer here, not an error.
const { EAGAIN, ENOMSG } = constants.errno

t.test('trySend() to a full queue: the kernel says EAGAIN, we say false', async (t) => {
  const queue = privateQueue(t)
  const sent = fill(queue)
  t.equal(native.send(queue.id, 1, Buffer.alloc(1024)), -EAGAIN)
  t.equal(queue.trySend(Buffer.alloc(1024)), false)
  t.equal(queue.stat().messages, sent)
})

t.test('trySend() of an empty message to a queue that is full of them: false', async (t) => {
  const queue = privateQueue(t, { maxBytes: 3 })
  t.equal(fill(queue, 0), 3, 'an empty message counts as one')
  t.equal(queue.trySend(''), false)
})

t.test('tryReceive() of an empty queue: the kernel says ENOMSG, we say null', async (t) => {
  const queue = privateQueue(t)
  const pool = Buffer.alloc(100)
  t.equal(native.receive(queue.id, 0, false, pool, 0, makeTable(1)), -ENOMSG)
  t.equal(queue.tryReceive(), null)
})

t.test('tryReceive() of a type that is not there: null, and nothing is taken', async (t) => {
  const queue = privateQueue(t)
  queue.trySend('two', 2)
  queue.trySend('three', 3)
  t.equal(queue.tryReceive({ type: 1 }), null)
  t.equal(queue.tryReceive({ type: -1 }), null)
  t.equal(queue.tryReceive({ type: 2n ** 63n - 1n }), null)
  t.same(drain(queue), ['two', 'three'])
})

t.test('tryReceive() of all but the only type: null', async (t) => {
  const queue = privateQueue(t)
  queue.trySend('two', 2)
  t.equal(queue.tryReceive({ type: 2, except: true }), null)
  t.same(drain(queue), ['two'])
})

t.test('peek() behind the last message: null', async (t) => {
  const queue = privateQueue(t)
  t.equal(queue.peek(), null)
  queue.trySend('one')
  t.equal(queue.peek(0)?.data.toString(), 'one')
  t.equal(queue.peek(1), null)
  t.equal(queue.peek(2 ** 31 - 1), null)
  t.same(drain(queue), ['one'])
})
