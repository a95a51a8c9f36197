import { finished } from 'node:stream/promises'
import t from 'tap'
import { drain, fill, privateQueue } from '../support/queue.js'
import { asleep } from '../support/until.js'

t.test('a chunk that can be no message is rejected, and the others go on', async (t) => {
  const queue = privateQueue(t, { maxBytes: 2000 })
  const writable = queue.createWriteStream()
  const rejected: unknown[] = []
  const sent: unknown[] = []
  writable.on('rejected', (chunk, error) =>
    rejected.push([chunk, (error as { code?: string }).code]),
  )
  writable.on('sent', (chunk) => sent.push(chunk))
  const big = Buffer.alloc(2001)
  const huge = Buffer.alloc(100_000)
  const noType = { data: 'x', type: 0 }
  const noData = { text: 'x' }
  const chunks = ['a', big, 'b', noType, 'c', noData, huge, 'd', 7]
  for (const chunk of chunks) writable.write(chunk)
  writable.end()
  await finished(writable)
  t.same(sent, ['a', 'b', 'c', 'd'])
  t.same(drain(queue), ['a', 'b', 'c', 'd'])
  t.same(rejected, [
    [big, 'ERR_MESSAGE_TOO_BIG'],
    [noType, 'ERR_INVALID_ARG_VALUE'],
    [noData, 'ERR_INVALID_ARG_TYPE'],
    [huge, 'ERR_MESSAGE_TOO_BIG'],
    [7, 'ERR_INVALID_ARG_TYPE'],
  ])
})

t.test('without a listener for it a bad chunk is the error of the stream', async (t) => {
  const rows: [unknown, string][] = [
    [Buffer.alloc(2001), 'ERR_MESSAGE_TOO_BIG'],
    [{ data: 1 }, 'ERR_INVALID_ARG_TYPE'],
    [Symbol('s'), 'ERR_INVALID_ARG_TYPE'],
    [{ data: 'x', type: -1 }, 'ERR_INVALID_ARG_VALUE'],
  ]
  for (const [bad, code] of rows) {
    const queue = privateQueue(t, { maxBytes: 2000 })
    const writable = queue.createWriteStream()
    for (const chunk of ['a', 'b', bad, 'c']) writable.write(chunk)
    await t.rejects(finished(writable), { code })
    t.same(drain(queue), ['a', 'b'])
    t.same(writable.unsent, [bad, 'c'])
  }
})

t.test('a bad chunk behind others that wait is found in its turn', async (t) => {
  const queue = privateQueue(t)
  const count = fill(queue, 4096)
  const writable = queue.createWriteStream()
  const rejected: unknown[] = []
  writable.on('rejected', (chunk) => rejected.push(chunk))
  const tooBig = Buffer.alloc(8193)
  for (const chunk of ['a', tooBig, 'b']) writable.write(chunk)
  writable.end()
  await asleep('msgsnd')
  queue.tryReceive()
  await finished(writable)
  t.same(rejected, [tooBig])
  t.same(drain(queue).slice(count - 1), ['a', 'b'])
})
