import { readdirSync } from 'node:fs'
import { Writable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import t from 'tap'
import { drain, fill, privateQueue } from '../support/queue.js'
import { asleep, sleepers, until } from '../support/until.js'

t.test('destroy puts back what was read ahead, in order', async (t) => {
  const queue = privateQueue(t)
  for (let i = 0; i < 20; i++) queue.trySend(`${i}`)
  const readable = queue.createReadStream()
  await new Promise((resolve) => readable.once('readable', resolve))
  t.equal(readable.read().data.toString(), '0')
  t.equal(readable.read().data.toString(), '1')
  readable.destroy()
  t.equal(readable.read(), null)
  t.same(readable.unread, [])
  t.same(
    drain(queue),
    [...Array(18).keys()].map((i) => `${i + 2}`),
  )
})

t.test('what does not fit the queue again is in unread', async (t) => {
  const queue = privateQueue(t)
  const count = fill(queue, 4096)
  const readable = queue.createReadStream({ highWaterMark: 2 })
  await new Promise((resolve) => readable.once('readable', resolve))
  await until('read ahead', () => queue.stat().messages === count - 2)
  fill(queue, 4096)
  queue.tryReceive()
  readable.destroy()
  await new Promise((resolve) => readable.once('close', resolve))
  t.equal(readable.unread.length, 1)
  t.match(readable.unread[0], { type: 1, data: Buffer.alloc(4096, 1) })
  t.equal(queue.stat().messages, count)
})

t.test('an unread message keeps a type beyond safe integers', async (t) => {
  const queue = privateQueue(t)
  queue.trySend('x', 2n ** 63n - 1n)
  const readable = queue.createReadStream()
  await new Promise((resolve) => readable.once('readable', resolve))
  fill(queue, 8192)
  fill(queue, 1)
  readable.destroy()
  t.same(readable.unread[0]?.type, 2n ** 63n - 1n)
})

t.test('an error in a pipeline puts back what was read ahead', async (t) => {
  const queue = privateQueue(t)
  for (let i = 0; i < 50; i++) queue.trySend(`${i}`)
  const taken: string[] = []
  const failing = new Writable({
    objectMode: true,
    highWaterMark: 1,
    write: ({ data }, _, done) => done(taken.push(`${data}`) === 5 ? new Error('sink') : null),
  })
  await t.rejects(pipeline(queue.createReadStream(), failing), { message: 'sink' })
  t.same(
    [...taken, ...drain(queue)].map(Number).toSorted((a, b) => a - b),
    [...Array(50).keys()],
  )
})

t.test('stop lets flow what was read ahead, leaves the rest in the queue, and ends', async (t) => {
  const queue = privateQueue(t)
  for (let i = 0; i < 200; i++) queue.trySend(`${i}`)
  const readable = queue.createReadStream({ highWaterMark: 10 })
  const seen: string[] = []
  for await (const { data } of readable) {
    seen.push(data.toString())
    if (seen.length === 3) readable.stop().stop()
  }
  t.ok(seen.length >= 3 && seen.length <= 13, `${seen.length} flowed`)
  t.same([...seen, ...drain(queue)], [...Array(200).keys()].map(String))
  t.same(readable.unread, [])
})

t.test('stop within a listener hands over the others in their turn', async (t) => {
  const queue = privateQueue(t)
  for (let i = 0; i < 50; i++) queue.trySend(`${i}`)
  const readable = queue.createReadStream()
  const seen: number[] = []
  let depth = 0
  readable.on('data', ({ data }) => {
    t.equal(++depth, 1, 'not from within another')
    seen.push(Number(data))
    if (seen.length === 5) readable.stop()
    depth--
  })
  await new Promise((resolve) => readable.once('end', resolve))
  t.same([...seen, ...drain(queue).map(Number)], [...Array(50).keys()])
})

t.test('destroy after stop puts back what has not flowed yet', async (t) => {
  const queue = privateQueue(t)
  for (let i = 0; i < 20; i++) queue.trySend(`${i}`)
  const readable = queue.createReadStream()
  await new Promise((resolve) => readable.once('readable', resolve))
  t.equal(readable.read().data.toString(), '0')
  readable.stop()
  t.equal(readable.read().data.toString(), '1')
  readable.destroy()
  t.same(
    drain(queue),
    [...Array(18).keys()].map((i) => `${i + 2}`),
  )
})

t.test('stop while it waits ends it, also with a message that came at this moment', async (t) => {
  for (const text of [undefined, 'just now']) {
    const queue = privateQueue(t)
    const readable = queue.createReadStream()
    const seen: string[] = []
    readable.on('data', ({ data }) => seen.push(`${data}`))
    await asleep('msgrcv')
    // The kernel hands it to the sleeping thread; the stream has not been told when it stops.
    if (text !== undefined) queue.trySend(text)
    readable.stop()
    t.equal(sleepers('msgrcv'), 0)
    await new Promise((resolve) => readable.once('end', resolve))
    t.same(seen, text === undefined ? [] : [text])
  }
})

t.test('a signal destroys the stream', async (t) => {
  const queue = privateQueue(t)
  const controller = new AbortController()
  const reading = (async () => {
    for await (const _ of queue.createReadStream({ signal: controller.signal }));
  })()
  await asleep('msgrcv')
  const cause = new Error('enough')
  controller.abort(cause)
  await t.rejects(reading, { name: 'AbortError', code: 'ABORT_ERR', cause })
  t.equal(sleepers('msgrcv'), 0)
  const late = queue.createReadStream({ signal: controller.signal })
  const failed = new Promise((resolve) => late.once('error', resolve))
  t.equal(late.destroyed, true)
  t.match(await failed, { name: 'AbortError', cause })
})

t.test('a thread ends with its stream, not when the stream is collected', async (t) => {
  const queue = privateQueue(t)
  const threads = () => readdirSync('/proc/self/task').length
  let before = 0
  for (let i = 0; i < 50; i++) {
    const readable = queue.createReadStream().resume()
    await asleep('msgrcv')
    readable.destroy()
    if (i === 0) before = threads()
  }
  t.ok(threads() <= before, `${before} threads, then ${threads()}`)
})

t.test('a queue that is removed destroys the stream with EIDRM', async (t) => {
  const queue = privateQueue(t)
  const readable = queue.createReadStream()
  const failed = new Promise((resolve) => readable.once('error', resolve))
  readable.resume()
  await asleep('msgrcv')
  await queue.remove()
  t.match(await failed, { code: 'EIDRM', syscall: 'msgrcv', id: queue.id })
})
