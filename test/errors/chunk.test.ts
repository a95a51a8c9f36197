import { once } from 'node:events'
import t from 'tap'
import type { QueueChunk, QueueWritableOptions } from '../../lib/index.js'
import { drain, privateQueue } from '../support/queue.js'
import { failure } from './expect.js'

/** Chunks that can't be messages: a program in JavaScript can write anything. */
const bad: readonly [what: string, chunk: unknown, code: string, says: RegExp][] = [
  ['a number', 1, 'ERR_INVALID_ARG_TYPE', /"chunk" must be a Buffer.*"data"/],
  ['an object without data', {}, 'ERR_INVALID_ARG_TYPE', /"chunk".*"data"/],
  ['data that is a number', { data: 1 }, 'ERR_INVALID_ARG_TYPE', /"chunk".*"data"/],
  ['data that is null', { data: null }, 'ERR_INVALID_ARG_TYPE', /"chunk".*"data"/],
  ['an ArrayBuffer', new ArrayBuffer(1), 'ERR_INVALID_ARG_TYPE', /"chunk"/],
  ['other typed arrays', new Uint16Array(1), 'ERR_INVALID_ARG_TYPE', /"chunk"/],
  ['what only inherits', Object.create(Uint8Array.prototype), 'ERR_INVALID_ARG_TYPE', /"chunk"/],
  ['a Proxy of bytes', new Proxy(new Uint8Array(1), {}), 'ERR_INVALID_ARG_TYPE', /"chunk"/],
  ['type 0', { data: 'x', type: 0 }, 'ERR_INVALID_ARG_VALUE', /"type" must be from 1 to 2\^63-1/],
  ['a negative type', { data: 'x', type: -1n }, 'ERR_INVALID_ARG_VALUE', /"type" must be from 1/],
  ['a type over 2^63-1', { data: 'x', type: 2n ** 63n }, 'ERR_INVALID_ARG_VALUE', /"type"/],
  ['a fractional type', { data: 'x', type: 1.5 }, 'ERR_INVALID_ARG_VALUE', /"type"/],
  ['a type that is a string', { data: 'x', type: '1' }, 'ERR_INVALID_ARG_TYPE', /"type"/],
]

for (const [what, chunk, code, message] of bad) {
  t.test(`writing ${what}: the stream fails with ${code}`, async (t) => {
    const queue = privateQueue(t)
    const writer = queue.createWriteStream()
    writer.write(chunk as QueueChunk)
    const [error] = await once(writer, 'error')
    t.match(error, { code, message })
    t.ok(error instanceof (code === 'ERR_INVALID_ARG_TYPE' ? TypeError : RangeError))
    t.equal(queue.stat().messages, 0)
  })

  t.test(`writing ${what} with a listener to "rejected": the stream goes on`, async (t) => {
    const queue = privateQueue(t)
    const writer = queue.createWriteStream()
    const rejected: unknown[] = []
    writer.on('rejected', (chunk, error) => {
      rejected.push(chunk)
      t.match(error, { code, message })
    })
    for (const each of ['before', chunk, 'after']) writer.write(each as QueueChunk)
    writer.end()
    await once(writer, 'finish')
    t.equal(rejected.length, 1)
    t.equal(rejected[0], chunk)
    t.same(drain(queue), ['before', 'after'])
  })
}

t.test('writing null or nothing is refused by the stream itself', async (t) => {
  const queue = privateQueue(t)
  const writer = queue.createWriteStream()
  t.throws(() => writer.write(null), { code: 'ERR_STREAM_NULL_VALUES' })
  const error = await failure(() => {
    writer.write(undefined)
    return once(writer, 'error').then(([error]) => Promise.reject(error))
  })
  t.match(error, { code: 'ERR_INVALID_ARG_TYPE' })
})

t.test('a function that tells no type, or throws, is an error of its chunk', async (t) => {
  const queue = privateQueue(t)
  const types: Record<string, () => unknown> = {
    zero: () => 0,
    nothing: () => undefined,
    thrown: () => {
      throw new Error('no type')
    },
  }
  const type = ((chunk: string) => (types[chunk] ?? (() => 5))()) as QueueWritableOptions['type']
  const writer = queue.createWriteStream({ type })
  const errors: string[] = []
  writer.on('rejected', (_, error) => errors.push(error.message))
  for (const chunk of ['zero', 'good', 'nothing', 'thrown']) writer.write(chunk)
  writer.end()
  await once(writer, 'finish')
  t.match(errors, [/got 0/, /got undefined/, 'no type'])
  t.same(drain(queue), ['good'])
})

t.test('data whose getter changes its mind is what it was when it was checked', async (t) => {
  const queue = privateQueue(t)
  const writer = queue.createWriteStream()
  let asked = 0
  const data = () => (asked++ === 0 ? 'x' : 1) as string
  writer.end({
    get data() {
      return data()
    },
  })
  await once(writer, 'finish')
  t.same(drain(queue), ['x'])
})

t.test('a bad chunk that had to wait for the one before is told of, and in unsent', async (t) => {
  const writer = privateQueue(t).createWriteStream()
  const bad = {} as QueueChunk
  writer.write('good')
  writer.write(bad)
  const [error] = await once(writer, 'error')
  t.match(error, { code: 'ERR_INVALID_ARG_TYPE' })
  t.same(writer.unsent, [bad])
})

t.test('bytes whose memory was transferred away are none', async (t) => {
  const queue = privateQueue(t)
  const bytes = new Uint8Array(8)
  structuredClone(bytes.buffer, { transfer: [bytes.buffer] })
  const writer = queue.createWriteStream()
  writer.end(bytes)
  await once(writer, 'finish')
  t.same(drain(queue), [''])
})
