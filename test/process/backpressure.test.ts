/** A full queue stops whoever writes to it, and a reader sets it going again. */
import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { setImmediate as turn } from 'node:timers/promises'
import t from 'tap'
import { privateQueue } from '../support/queue.js'
import { sleepers, until } from '../support/until.js'
import { numbered, numberOf, upTo } from './numbered.js'

t.setTimeout(120_000)

const size = 1000
/** A gigabyte of it. */
const potential = 1_000_000

/** Gives messages as fast as they are asked for; counts them. */
class Source extends Readable {
  pulled = 0
  end = potential

  constructor() {
    super({ objectMode: true, highWaterMark: 16 })
  }

  override _read(): void {
    this.push(this.pulled < this.end ? numbered(this.pulled++, size) : null)
  }
}

t.test('a source stops when the queue is full, and goes on when a reader starts', async (t) => {
  const queue = privateQueue(t)
  const source = new Source()
  const before = process.memoryUsage.rss()
  const piped = pipeline(source, queue.createWriteStream({ highWaterMark: 64 }))
  await until('the writer sleeps', () => sleepers('msgsnd') === 1)

  const stopped = source.pulled
  t.ok(source.isPaused(), 'the source is paused')
  // 16 in the queue, 64 in the Writable, 16 in the source, and what is in between.
  t.ok(stopped >= 16 && stopped <= 16 + 64 + 16 + 4, `${stopped} of ${potential} pulled`)
  t.equal(queue.stat().messages, 16)
  for (let turns = 0; turns < 1000; turns++) await turn()
  t.equal(source.pulled, stopped, 'nothing more is pulled, however often it could be')
  const grown = (process.memoryUsage.rss() - before) / 2 ** 20
  t.ok(grown < 32, `${grown.toFixed(1)} MiB more than before`)

  source.end = 20_000
  const received: number[] = []
  const readable = queue.createReadStream()
  readable.on('data', ({ data }) => received.push(numberOf(data)))
  await piped
  await until('all is received', () => received.length === source.end)
  t.strictSame(received, upTo(source.end), 'all, in order')
  readable.stop()
})

t.test('it stops each time that the queue is full again', async (t) => {
  const queue = privateQueue(t)
  const source = new Source()
  const piped = pipeline(source, queue.createWriteStream({ highWaterMark: 4 }))
  const received: number[] = []
  for (let round = 0; round < 20; round++) {
    await until('the writer sleeps', () => sleepers('msgsnd') === 1)
    t.ok(source.pulled - received.length <= 16 + 4 + 16 + 4, `${source.pulled} pulled`)
    for (let message = queue.tryReceive(); message; message = queue.tryReceive()) {
      received.push(numberOf(message.data))
    }
  }
  source.end = source.pulled
  const readable = queue.createReadStream()
  readable.on('data', ({ data }) => received.push(numberOf(data)))
  await piped
  await until('all is received', () => received.length === source.pulled)
  t.strictSame(received, upTo(source.pulled), 'all, in order')
  readable.stop()
})
