/** What a QueueWritable tells, for tests of what becomes of each chunk. */
import type { MessageQueue, QueueWritable, QueueWritableOptions } from '../../lib/index.js'

/** A stream whose events are kept, in order. */
export function watched(queue: MessageQueue, options: QueueWritableOptions) {
  const events: unknown[][] = []
  const writable = queue.createWriteStream(options)
  writable.on('sent', (chunk) => events.push(['sent', chunk]))
  writable.on('rejected', (chunk, error) => {
    events.push(['rejected', chunk, (error as { code?: string }).code])
  })
  writable.on('dropped', ({ data, type }) => events.push(['dropped', `${data}`, type]))
  return { writable, events }
}

/** As one batch. */
export function write(writable: QueueWritable, chunks: readonly unknown[]): void {
  writable.cork()
  for (const chunk of chunks) writable.write(chunk)
  writable.uncork()
}
