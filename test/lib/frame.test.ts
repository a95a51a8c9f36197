import { once } from 'node:events'
import { crc32 } from 'node:zlib'
import t from 'tap'
import { frame, frameBytes, unframe } from '../../lib/frame.js'
import type { Message } from '../../lib/index.js'
import { changeSlot, forgetLength, ledgerDirectory, onlyLedger, take } from '../support/ledgers.js'
import { privateQueue } from '../support/queue.js'

type Test = Parameters<typeof privateQueue>[0]

/** A queue with these chunks, framed. */
async function framedQueue(t: Test, ...chunks: (string | Buffer)[]) {
  const queue = privateQueue(t)
  const writable = queue.createWriteStream({ frame: true })
  for (const chunk of chunks) writable.write(chunk)
  writable.end()
  await once(writable, 'finish')
  return queue
}

t.test('the format, byte for byte', async (t) => {
  t.equal(
    frame(Buffer.from('hello')).toString('hex'),
    'f8535146' + '05000000' + '86a61036' + '68656c6c6f',
  )
  t.equal(crc32('hello'), 0x3610a686)
  t.equal(frame(Buffer.alloc(0)).length, frameBytes)
})

t.test('what is no frame, or not all of one, has no text', async (t) => {
  const whole = frame(Buffer.from('hello'))
  for (let length = 0; length < whole.length; length++) {
    t.equal(unframe(whole.subarray(0, length)), undefined)
  }
  for (let bit = 0; bit < whole.length * 8; bit++) {
    const changed = Buffer.from(whole)
    changed[bit >> 3] = (changed[bit >> 3] as number) ^ (1 << (bit & 7))
    t.equal(unframe(changed), undefined, `bit ${bit}`)
  }
  t.equal(`${unframe(Buffer.concat([whole, Buffer.from('behind')]))}`, 'hello')
})

t.test('from a framed writable to a framed readable; what has none comes as it is', async (t) => {
  const queue = await framedQueue(t, 'text', Buffer.from([0xff, 0]))
  queue.trySend('plain', 2)
  const more = Buffer.concat([frame(Buffer.from('text')), Buffer.from('more')])
  queue.trySend(more, 3)
  const messages: Message[] = []
  for await (const message of queue.createReadStream({ frame: true })) {
    if (messages.push(message) === 4) break
  }
  t.same(messages, [
    { type: 1, data: Buffer.from('text'), framed: true },
    { type: 1, data: Buffer.from([0xff, 0]), framed: true },
    { type: 2, data: Buffer.from('plain'), framed: false },
    { type: 3, data: more, framed: false },
  ])
})

t.test('what is put back keeps its frame, what is left over is without', async (t) => {
  const queue = await framedQueue(t, 'one', 'two')
  const back = queue.createReadStream({ frame: true })
  await once(back, 'readable')
  back.destroy()
  const texts: (string | undefined)[] = []
  for (let each = queue.tryReceive(); each; each = queue.tryReceive()) {
    texts.push(unframe(each.data)?.toString())
  }
  t.same(texts, ['one', 'two'])
  const again = await framedQueue(t, 'one')
  const left = again.createReadStream({ frame: true })
  await once(left, 'readable')
  const failed = once(left, 'error')
  await again.remove()
  await failed
  t.same(left.unread, [{ type: 1, data: Buffer.from('one'), framed: true }])
})

t.test("what 'drop-oldest' has dropped is told of without its frame", async (t) => {
  const queue = privateQueue(t)
  queue.set({ maxBytes: 20 })
  const writable = queue.createWriteStream({ frame: true, overflow: 'drop-oldest' })
  writable.write('one')
  const dropped = once(writable, 'dropped')
  writable.write('two')
  t.match((await dropped)[0], { data: Buffer.from('one'), framed: true })
  writable.destroy()
})

/** A ledger with this message, whose length nobody wrote down. */
async function unknownLength(t: Test, chunk: Buffer, change?: (record: Buffer) => void) {
  const queue = await framedQueue(t, chunk)
  const ledger = ledgerDirectory(t)
  const read = () => {
    const stream = queue.createReadStream({
      acknowledge: true,
      ledgerDirectory: ledger,
      frame: true,
    })
    t.teardown(() => stream.destroy())
    return stream
  }
  const first = read()
  await take(first, 1)
  first.destroy()
  forgetLength(onlyLedger(ledger))
  if (change) changeSlot(onlyLedger(ledger), 0, change)
  return (await take(read(), 1))[0]
}

t.test('acknowledged: the frame makes the length of binary messages certain', async (t) => {
  const binary = Buffer.from([0xff, 0xfe, 0, 1, 0xff])
  const message = await unknownLength(t, binary)
  t.match(message, { framed: true, lengthCertain: true, attempts: 2 })
  t.same(message?.data, binary)
})

t.test('acknowledged: bytes that go on like the filling are there', async (t) => {
  let expected = Buffer.alloc(0)
  const message = await unknownLength(t, Buffer.from('x'), (record) => {
    // As if three bytes more had come, which are the filling's by chance.
    expected = Buffer.from(record.subarray(40 + frameBytes, 40 + frameBytes + 4))
    frame(expected).copy(record, 40)
  })
  t.match(message, { framed: true, lengthCertain: true })
  t.equal(message?.data.length, 4)
  t.same(message?.data, expected)
})

t.test('acknowledged: what is no frame is said to be none, and nack() keeps to it', async (t) => {
  const queue = privateQueue(t)
  queue.trySend('plain')
  const stream = queue.createReadStream({
    acknowledge: true,
    ledgerDirectory: ledgerDirectory(t),
    frame: true,
  })
  t.teardown(() => stream.destroy())
  const [message] = await take(stream, 1)
  t.match(message, { framed: false, data: Buffer.from('plain') })
  message?.nack()
  const [again] = await take(stream, 1)
  t.match(again, { framed: false, data: Buffer.from('plain'), attempts: 2 })
  again?.ack()
})

t.test('acknowledged: nack() of a framed message', async (t) => {
  const queue = await framedQueue(t, 'framed')
  const stream = queue.createReadStream({
    acknowledge: true,
    ledgerDirectory: ledgerDirectory(t),
    frame: true,
  })
  t.teardown(() => stream.destroy())
  const [message] = await take(stream, 1)
  message?.nack()
  t.match(await take(stream, 1), [
    { framed: true, data: Buffer.from('framed'), attempts: 2, lengthCertain: true },
  ])
})

t.test('without the option nothing says framed', async (t) => {
  const queue = privateQueue(t)
  queue.trySend('plain')
  const stream = queue.createReadStream({ acknowledge: true, ledgerDirectory: ledgerDirectory(t) })
  t.teardown(() => stream.destroy())
  const [message] = await take(stream, 1)
  t.notOk('framed' in (message ?? {}))
})
