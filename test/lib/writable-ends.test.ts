import { finished } from 'node:stream/promises'
import t from 'tap'
import { drain, fill, privateQueue } from '../support/queue.js'
import { asleep, sleepers, until } from '../support/until.js'

t.test('destroy hands over what was not sent, and tells of what was', async (t) => {
  const queue = privateQueue(t)
  const count = fill(queue, 4096)
  const writable = queue.createWriteStream<string>()
  const errors: unknown[] = []
  const sent: string[] = []
  writable.on('sent', (chunk) => {
    sent.push(chunk)
  })
  const chunks = ['1', '2', '3'].map((text) => text.repeat(3000))
  writable.cork()
  for (const chunk of chunks) writable.write(chunk, (error) => errors.push(error?.name))
  writable.uncork()
  await asleep('msgsnd')
  queue.tryReceive()
  await until('one sent', () => queue.stat().messages === count)
  writable.destroy()
  await new Promise((resolve) => writable.once('close', resolve))
  t.same(sent, chunks.slice(0, 1))
  t.same(writable.unsent, chunks.slice(1))
  t.equal(errors.length, 3)
  t.equal(sleepers('msgsnd'), 0)
  t.equal(queue.stat().messages, count)
})

t.test('what the stream has buffered is handed over, too', async (t) => {
  const queue = privateQueue(t)
  fill(queue)
  const chunks = Array.from({ length: 100 }, (_, i) => `${i}`)
  for (const gone of [false, true]) {
    const writable = queue.createWriteStream().on('error', () => {})
    for (const chunk of chunks) writable.write(chunk)
    await asleep('msgsnd')
    const closed = new Promise((resolve) => writable.once('close', resolve))
    if (gone) await queue.remove()
    else writable.destroy()
    await closed
    t.same(writable.unsent, chunks)
  }
})

t.test('a queue that is removed destroys the stream with EIDRM', async (t) => {
  const queue = privateQueue(t)
  fill(queue)
  const writable = queue.createWriteStream()
  const failed = new Promise((resolve) => writable.once('error', resolve))
  writable.write('x')
  await asleep('msgsnd')
  await queue.remove()
  t.match(await failed, { code: 'EIDRM', syscall: 'msgsnd', id: queue.id })
  t.same(writable.unsent, ['x'])
  const late = queue.createWriteStream()
  late.write('y')
  await t.rejects(finished(late), { code: 'EIDRM' })
})

t.test("a stream that is destroyed by a listener for 'sent' sends no more", async (t) => {
  const queue = privateQueue(t)
  const writable = queue.createWriteStream()
  writable.on('sent', () => writable.destroy())
  writable.cork()
  for (let i = 0; i < 300; i++) writable.write(`${i}`)
  const closed = new Promise((resolve) => writable.once('close', resolve))
  writable.uncork()
  await closed
  const sent = drain(queue)
  t.ok(sent.length < 300, `${sent.length} were on their way`)
  t.same([...sent, ...writable.unsent], [...Array(300).keys()].map(String))
})

t.test('a signal destroys the stream while it waits', async (t) => {
  const queue = privateQueue(t)
  fill(queue)
  const controller = new AbortController()
  const writable = queue.createWriteStream({ signal: controller.signal })
  writable.write('x')
  await asleep('msgsnd')
  controller.abort()
  await t.rejects(finished(writable), { name: 'AbortError' })
  t.equal(sleepers('msgsnd'), 0)
})

t.test('asyncDispose waits until everything is in the queue', async (t) => {
  const queue = privateQueue(t)
  const count = fill(queue, 4096)
  const writable = queue.createWriteStream().unref().ref()
  writable.write('x')
  const disposed = writable[Symbol.asyncDispose]()
  await asleep('msgsnd')
  queue.tryReceive()
  await disposed
  t.equal(queue.stat().messages, count)
  t.equal(writable.destroyed, true)
  await writable[Symbol.asyncDispose]()
})
