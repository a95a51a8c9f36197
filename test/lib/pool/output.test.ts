import { once } from 'node:events'
import { PassThrough, Writable } from 'node:stream'
import t from 'tap'
import { Lines } from '../../../lib/pool/lines.js'
import { Output } from '../../../lib/pool/output.js'
import { until } from '../../support/until.js'
import { makePool, Sink } from './support.js'

/** Takes nothing until it is told to. */
class Slow extends Writable {
  text = ''
  #done: (() => void) | undefined
  #open = false

  constructor() {
    super({ highWaterMark: 16 })
  }

  override _write(chunk: Buffer, _encoding: string, done: () => void): void {
    this.text += chunk
    if (this.#open) done()
    else this.#done = done
  }

  open(): void {
    this.#open = true
    this.#done?.()
  }
}

function copy(destination: Writable, count = 1): PassThrough[] {
  const output = new Output(destination)
  return Array.from({ length: count }, (_, i) => {
    const source = new PassThrough()
    output.copy(source, new Lines(`[${i}] `))
    return source
  })
}

t.test('whole lines of several sources, and what has no end when the source ends', async (t) => {
  const sink = new Sink()
  const [one, two] = copy(sink, 2)
  one?.write('a')
  two?.write('b\n')
  one?.end('c\nd')
  two?.end()
  await until('all is there', () => sink.lines.length === 3)
  t.same(sink.lines, ['[1] b', '[0] ac', '[0] d'])
})

t.test('while the destination is full, the sources are not read', async (t) => {
  const slow = new Slow()
  const sources = copy(slow, 20)
  for (const source of sources) source.write('a line of some length\n')
  await until('all are held up', () => sources.every((source) => source.isPaused()))
  for (const source of sources) source.end('more\n')
  t.equal(slow.listenerCount('drain'), 1)
  const held = slow.writableLength
  await new Promise(setImmediate)
  t.equal(slow.writableLength, held)
  slow.open()
  await until('all is there', () => slow.text.split('\n').length === 41)
  t.equal(slow.listenerCount('drain'), 0)
  t.equal(slow.listenerCount('close'), 0)
})

for (const close of ['destroy', 'end'] as const) {
  t.test(`a destination after ${close}() takes all, so that nobody waits for it`, async (t) => {
    const slow = new Slow()
    const [held, other] = copy(slow, 2)
    held?.write('a line of some length\n')
    await until('it is held up', () => held?.isPaused() === true)
    slow.open()
    await new Promise(setImmediate)
    slow[close]()
    const ended = [held, other].map((source) => {
      source?.end('more\n')
      return source && once(source, 'close')
    })
    await Promise.all(ended)
    t.notMatch(slow.text, /more/)
  })
}

t.test('a destination that is destroyed while sources wait lets them go', async () => {
  const slow = new Slow()
  const [held] = copy(slow)
  held?.write('a line of some length\n')
  await until('it is held up', () => held?.isPaused() === true)
  slow.destroy()
  const closed = once(held as PassThrough, 'close')
  held?.end('more\n')
  await closed
})

t.test('a source that breaks is over', async (t) => {
  const sink = new Sink()
  const [source] = copy(sink)
  source?.write('half')
  await new Promise(setImmediate)
  source?.destroy(new Error('broken'))
  await until('what there was is there', () => sink.text !== '')
  t.equal(sink.text, '[0] half\n')
})

t.test('what a worker prints comes out whole and in order, and holds it up', async (t) => {
  const slow = new Slow()
  const test = makePool(t, 'prints', { args: [20_000], stdout: slow })
  await test.pool.start()
  await until('it is held up', () => slow.writableNeedDrain)
  // 20,000 lines are 1.3 MB; a piece of a pipe is 64 KiB.
  t.ok(slow.writableLength < 200_000, `${slow.writableLength} bytes wait`)
  const stopped = test.pool.stop()
  slow.open()
  await stopped
  const lines = slow.text.split('\n').slice(0, -1)
  t.same(
    lines,
    Array.from({ length: 20_000 }, (_, i) => `[Worker 0] ${String(i).padStart(50)}`),
  )
  t.match(test.of('exit'), [{ code: 0 }])
})

t.test('a destination that stays full holds up the stop no longer than it may', async (t) => {
  const test = makePool(t, 'prints', { args: [20_000], stdout: new Slow(), stopTimeout: 100 })
  await test.pool.start()
  await test.pool.stop()
  t.equal(test.pool.state, 'stopped')
})

t.test('stdout and stderr may have one destination', async (t) => {
  const both = new Sink()
  const { pool } = makePool(t, 'ends', {
    stdout: both,
    stderr: both,
    args: ['before', 0, 'words'],
  })
  await t.rejects(pool.start())
  t.same(both.lines, ['[Worker 0] words'])
})

t.test('an error of stdout that is not the end of its reader is one of the worker', async (t) => {
  const test = makePool(t, 'breaks-stdout', { counted: true })
  await test.pool.start()
  await until('it has ended', () => test.of('exit').length === 1)
  t.match(test.of('exit'), [{ code: 1, signal: null, expected: false }])
  t.match(test.stderr.text, /^\[Worker 0\] Error: an odd thing$/m)
})

t.test('a worker whose stdout nobody reads any more stops in order', async (t) => {
  const test = makePool(t, 'breaks-stdout', { counted: true, args: ['EPIPE'] })
  await test.pool.start()
  await until('it has ended', () => test.of('exit').length === 1)
  t.match(test.of('exit'), [{ code: 0, signal: null, expected: false }])
  t.equal(test.stderr.text, '[Worker 0] stops\n')
})
