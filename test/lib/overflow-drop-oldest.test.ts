import { finished } from 'node:stream/promises'
import t from 'tap'
import { drain, fill, privateQueue } from '../support/queue.js'
import { asleep } from '../support/until.js'
import { watched, write } from '../support/watched.js'

t.test("'drop-oldest' takes out the oldest of the same type, as many as it takes", async (t) => {
  const queue = privateQueue(t, { maxBytes: 100 })
  for (const [type, text] of [
    [1, 'one'],
    [2, 'two'],
    [1, 'three'],
    [1, 'four'],
  ] as const) {
    queue.trySend(text.padEnd(25, '.'), type)
  }
  const { writable, events } = watched(queue, { overflow: 'drop-oldest', type: 1 })
  const large = 'L'.repeat(40)
  write(writable, [large, { data: 'second', type: 2 }])
  writable.end()
  await finished(writable)
  t.same(events, [
    ['dropped', 'one'.padEnd(25, '.'), 1],
    ['dropped', 'three'.padEnd(25, '.'), 1],
    ['sent', large],
    ['sent', { data: 'second', type: 2 }],
  ])
  t.same(drain(queue), ['two'.padEnd(25, '.'), 'four'.padEnd(25, '.'), large, 'second'])
})

t.test('for a message that can never fit nothing is dropped', async (t) => {
  const queue = privateQueue(t, { maxBytes: 10 })
  queue.trySend('x'.repeat(10))
  const { writable, events } = watched(queue, { overflow: 'drop-oldest' })
  writable.end('y'.repeat(11))
  await finished(writable)
  t.same(events, [['rejected', 'y'.repeat(11), 'ERR_MESSAGE_TOO_BIG']])
  t.same(drain(queue), ['x'.repeat(10)])
})

t.test('empty messages fill a queue, too, and make room', async (t) => {
  const queue = privateQueue(t, { maxBytes: 3 })
  t.equal(fill(queue, 0), 3)
  const { writable, events } = watched(queue, { overflow: 'drop-oldest' })
  write(writable, ['', 'abc'])
  writable.end()
  await finished(writable)
  const none = ['dropped', '', 1]
  t.same(events, [none, ['sent', ''], none, ['sent', 'abc']])
  t.equal(queue.stat().messages, 3)
})

t.test('types beyond a safe integer are dropped by their own type, too', async (t) => {
  const queue = privateQueue(t, { maxBytes: 2 })
  const type = 2n ** 63n - 1n
  queue.trySend('a', type - 1n)
  queue.trySend('b', type)
  const { writable, events } = watched(queue, { overflow: 'drop-oldest', type })
  writable.end('c')
  await finished(writable)
  t.same(events, [
    ['dropped', 'b', type],
    ['sent', 'c'],
  ])
})

t.test(
  "where there is none of its type to drop, a message waits; those behind don't",
  async (t) => {
    const queue = privateQueue(t, { maxBytes: 30 })
    for (const text of ['1', '2', '3']) queue.trySend(text.repeat(10), 1)
    const { writable, events } = watched(queue, { overflow: 'drop-oldest' })
    write(writable, [
      { data: 'x'.repeat(10), type: 9 },
      { data: '4'.repeat(10), type: 1 },
      { data: '5'.repeat(10), type: 1 },
    ])
    writable.end()
    await asleep('msgsnd')
    t.same(events, [])
    queue.tryReceive()
    await finished(writable)
    t.match(events, [
      ['sent', { type: 9 }],
      ['dropped', /^2+$/, 1],
      ['sent', { data: /^4+$/ }],
      ['dropped', /^3+$/, 1],
      ['sent', { data: /^5+$/ }],
    ])
    t.equal(queue.stat().messages, 3)
  },
)

t.test('it waits no longer than it may', async (t) => {
  const queue = privateQueue(t)
  fill(queue, 1024, 1)
  const { writable, events } = watched(queue, { overflow: 'drop-oldest', type: 2, timeout: 10 })
  writable.end('x')
  await finished(writable)
  t.same(events, [['rejected', 'x', 'ETIMEDOUT']])
})

t.test("a listener for 'dropped' may destroy the stream; without one it goes on", async (t) => {
  const queue = privateQueue(t, { maxBytes: 2 })
  const silent = queue.createWriteStream({ overflow: 'drop-oldest' })
  write(silent, ['a', 'b', 'c'])
  silent.end()
  await finished(silent)
  const { writable, events } = watched(queue, { overflow: 'drop-oldest' })
  writable.on('dropped', () => writable.destroy())
  write(writable, ['d', 'e'])
  await new Promise((resolve) => writable.once('close', resolve))
  t.same(events, [['dropped', 'b', 1]])
  t.same(writable.unsent, ['d', 'e'])
  t.same(drain(queue), ['c'])
})
