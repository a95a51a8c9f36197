import { once } from 'node:events'
import t from 'tap'
import { fill, keyedQueue } from '../support/queue.js'
import { sleepers, until } from '../support/until.js'
import { ask, failed, hex, peers, printed, tell } from './peers.js'

const count = 200

/** Messages whose number, size, type and bytes all differ. */
const messages = Array.from({ length: count }, (_, i) => ({
  type: (i % 5) + 1,
  data: Buffer.alloc((i * 997) % 8193, `${i}\0`),
}))
const sends = messages.map(({ type, data }) => `send ${type} ${hex(data)}`)
const expected = messages.map(({ type, data }) => `${type} ${hex(data)}`)

for (const peer of peers) {
  t.test(
    `a queue that ${peer.name} keeps full is drained by our reader`,
    { skip: peer.absent },
    async (t) => {
      const queue = keyedQueue(t)
      const writer = tell(t, peer, queue.key, sends)
      await until(`${peer.name} waits for room`, () => sleepers('msgsnd', writer.pid) === 1)
      const received: (string | undefined)[] = []
      for await (const message of queue.createReadStream({ highWaterMark: 4 })) {
        if (received.push(printed(message)) === count) break
      }
      t.strictSame(received, expected, 'whole and in order')
      t.strictSame(await writer.lines, Array(count).fill('sent'))
    },
  )

  t.test(
    `a queue that our writer keeps full is drained by ${peer.name}`,
    { skip: peer.absent },
    async (t) => {
      const queue = keyedQueue(t)
      const writer = queue.createWriteStream({ highWaterMark: 4 })
      const finished = once(writer, 'finish')
      for (const message of messages) writer.write(message)
      writer.end()
      await until('our writer waits for room', () => sleepers('msgsnd') === 1)
      const lines = await ask(t, peer, queue.key, Array(count).fill('receive 0'))
      t.strictSame(lines, expected, 'whole and in order')
      await finished
    },
  )

  t.test(`our reader takes its types, ${peer.name} another`, { skip: peer.absent }, async (t) => {
    const queue = keyedQueue(t)
    const reader = queue.createReadStream({ type: -2 })
    const own: (string | undefined)[] = []
    reader.on('data', (message) => own.push(printed(message)))
    const other = tell(t, peer, queue.key, Array(2).fill('receive 3'))
    await until(`${peer.name} waits`, () => sleepers('msgrcv', other.pid) === 1)
    await until('our reader waits', () => sleepers('msgrcv') === 1)
    for (const type of [3, 2, 3, 1, 2]) await queue.send('x', { type })
    t.same(await other.lines, Array(2).fill(`3 ${hex('x')}`))
    await until('our reader has its own', () => own.length === 3)
    t.same(
      own.toSorted(),
      [1, 2, 2].map((type) => `${type} ${hex('x')}`),
    )
    reader.destroy()
    await once(reader, 'close')
  })

  t.test(
    `a queue that ${peer.name} filled takes no more of ours`,
    { skip: peer.absent },
    async (t) => {
      const queue = keyedQueue(t)
      const full = Array(40).fill(`send 1 ${hex(Buffer.alloc(1024))} nowait`)
      const lines = await ask(t, peer, queue.key, full)
      t.equal(lines.filter((line) => line === 'sent').length, queue.stat().messages)
      t.equal(lines.at(-1), failed('EAGAIN'))
      t.equal(queue.trySend(Buffer.alloc(1024)), false)
    },
  )

  t.test(
    `a queue that we filled takes no more of ${peer.name}'s`,
    { skip: peer.absent },
    async (t) => {
      const queue = keyedQueue(t)
      const sent = fill(queue)
      const full = [`send 1 ${hex(Buffer.alloc(1024))} nowait`]
      t.same(await ask(t, peer, queue.key, full), [failed('EAGAIN')])
      t.equal(queue.stat().messages, sent)
    },
  )
}
