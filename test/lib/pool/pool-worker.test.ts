/** The worker's side where no pool has started the process. */
import { once } from 'node:events'
import { Readable } from 'node:stream'
import t from 'tap'
import { type PoolWorker, poolWorker, type StoppableReadable } from '../../../lib/index.js'
import { PoolWorker as Worker } from '../../../lib/pool/pool-worker.js'
import { privateQueue } from '../../support/queue.js'
import { until } from '../../support/until.js'

/** A worker, and what it listens to is forgotten with the test. */
function makeWorker(t: { teardown(end: () => void): void }): PoolWorker {
  const worker = new Worker()
  t.teardown(() => worker.stop())
  return worker
}

/** Counts up, and stops when it is asked to. */
class Counter extends Readable implements StoppableReadable {
  readonly options: { first: number } | undefined
  #next: number
  stops = 0

  constructor(options?: { first: number }) {
    super({ objectMode: true, highWaterMark: 4 })
    this.options = options
    this.#next = options?.first ?? 0
  }

  override _read(): void {
    this.push(this.stops > 0 ? null : this.#next++)
  }

  stop(): void {
    this.stops++
  }

  override [Symbol.asyncIterator](): NodeJS.AsyncIterator<number> &
    ReturnType<Readable[typeof Symbol.asyncIterator]> {
    return super[Symbol.asyncIterator]()
  }
}
const counting = { createReadStream: (options?: { first: number }) => new Counter(options) }

t.test('there is one worker for a process, and it has no pool', async (t) => {
  const worker = poolWorker()
  t.equal(poolWorker(), worker)
  t.equal(worker.supervised, false)
  t.equal(worker.index, 0)
  t.equal(worker.signal.aborted, false)
  worker.ready()
  worker.stop()
  t.equal(worker.signal.aborted, true)
  t.match(worker.signal.reason, { name: 'AbortError' })
})

t.test('handle() takes one after the other until stop(), then what was read ahead', async (t) => {
  const worker = makeWorker(t)
  const seen: number[] = []
  let busy = 0
  await worker.handle(
    counting,
    async (number) => {
      t.equal(++busy, 1)
      seen.push(number + 0)
      await new Promise(setImmediate)
      busy--
      if (seen.length === 10) worker.stop()
    },
    { first: 5 },
  )
  t.ok(seen.length >= 10)
  t.same(
    seen,
    Array.from({ length: seen.length }, (_, i) => i + 5),
  )
})

t.test(
  'handle() rejects with what the handler throws, and what was read ahead goes back',
  async (t) => {
    const worker = makeWorker(t)
    const queue = privateQueue(t)
    for (const text of ['one', 'two', 'three']) await queue.send(text, { type: 7 })
    const reason = new Error('bad')
    const handled = worker.handle(
      queue,
      ({ data, type }) => {
        t.equal(type, 7)
        // @ts-expect-error items are typed
        t.equal(data.nothing, undefined)
        if (data.toString() === 'two') throw reason
      },
      { type: 7 },
    )
    t.equal(await handled.catch((error: unknown) => error), reason)
    t.equal(queue.stat().messages, 1)
  },
)

t.test('handle() acknowledges what it has handled, where that is asked for', async (t) => {
  const worker = makeWorker(t)
  const queue = privateQueue(t)
  for (const text of ['one', 'two', 'three']) await queue.send(text)
  const options = { acknowledge: true, maxInFlight: 8 } as const
  const first = worker.readable(queue, options)
  const handled = worker.handle(first, (message) => {
    if (message.data.toString() === 'two') throw new Error('bad')
  })
  await t.rejects(handled, { message: 'bad' })
  t.match(first.stats(), { acknowledged: 1 })

  // The next one has what was not.
  const seen: string[] = []
  await worker.handle(
    queue,
    ({ data, attempts }) => {
      seen.push(`${data} ${attempts}`)
      if (seen.length === 2) worker.stop()
    },
    options,
  )
  t.same(seen, ['two 2', 'three 1'])
})

t.test('readable() hands over the options, and stops the stream with the worker', async (t) => {
  const worker = makeWorker(t)
  const stream = worker.readable(counting, { first: 3 })
  t.same(stream.options, { first: 3 })
  t.equal(stream.read(), 3)
  worker.stop()
  worker.stop()
  t.equal(stream.stops, 1)
  t.equal(worker.readable(counting).stops, 1, 'one that comes later is stopped at once')
})

t.test('a stream that is over is forgotten', async (t) => {
  const worker = makeWorker(t)
  const stream = worker.readable(counting)
  await once(stream.destroy(), 'close')
  worker.stop()
  t.equal(stream.stops, 0)
})

t.test('a stream of readable() may be given to handle()', async (t) => {
  const worker = makeWorker(t)
  const stream = worker.readable(counting)
  await worker.handle(stream, () => worker.stop())
  t.equal(stream.stops, 1)
})

for (const signal of ['SIGTERM', 'SIGINT'] as const) {
  t.test(`${signal} stops it, and a second one is not its own`, async (t) => {
    const before = process.listeners(signal).length
    const worker = makeWorker(t)
    t.equal(process.listeners(signal).length, before + 1)
    process.kill(process.pid, signal)
    await until('it stops', () => worker.signal.aborted)
    t.equal(process.listeners(signal).length, before)
  })
}

t.test('arguments are checked', async (t) => {
  const worker = makeWorker(t)
  const wrong = { code: 'ERR_INVALID_ARG_TYPE' }
  // @ts-expect-error no source
  t.throws(() => worker.readable(undefined), wrong)
  // @ts-expect-error no source
  t.throws(() => worker.readable({}), wrong)
  const endless = Readable.from([])
  // @ts-expect-error its stream can't stop
  t.throws(() => worker.readable({ createReadStream: () => endless }), wrong)
  // @ts-expect-error not an option
  t.throws(() => worker.readable(privateQueue(t), { type: 'one' }), wrong)
  // @ts-expect-error no handler
  await t.rejects(worker.handle(counting), wrong)
  // @ts-expect-error no source
  const noSource = worker.handle(5, () => {})
  await t.rejects(noSource, wrong)
  // @ts-expect-error can't stop
  const noStop = worker.handle(endless, () => {})
  await t.rejects(noStop, wrong)
})
