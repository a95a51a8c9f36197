/** A Writable that keeps what it is given, and fails as one does that throws in write(). */
import { Writable } from 'node:stream'
import type { Message } from '../../lib/index.js'

/** Fails at the n-th message, as pipe() lets a write() fail that throws since Node 24. */
export function destination(failsAt = Number.POSITIVE_INFINITY, highWaterMark = 16) {
  const texts: string[] = []
  const writable = new Writable({
    objectMode: true,
    highWaterMark,
    write: (_chunk, _encoding, done) => void setImmediate(done),
  })
  const write = writable.write.bind(writable)
  writable.write = (chunk: Message) => {
    texts.push(`${chunk.data}`)
    if (texts.length < failsAt) return write(chunk)
    writable.destroy(new Error('on purpose'))
    return true
  }
  const failed = new Promise((resolve) => writable.on('error', resolve))
  return { writable, texts, failed }
}
