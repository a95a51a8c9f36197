/** Events for whoever watches the whole process, by node:diagnostics_channel. */
import { channel, hasSubscribers } from 'node:diagnostics_channel'
import type { Readable, Writable } from 'node:stream'
import type { QueueIdentity } from './errors.js'
import type { Message } from './message.js'
import type { QueueReadableStats, QueueWritableStats } from './stream-stats.js'

/** What is published about a QueueWritable. */
export interface WritableEvent {
  /** The QueueWritable. */
  readonly stream: Writable & { stats(): QueueWritableStats }
  readonly queue: QueueIdentity
  readonly stats: QueueWritableStats
}

/** What is published about a QueueReadable. */
export interface ReadableEvent {
  /** The QueueReadable. */
  readonly stream: Readable & { stats(): QueueReadableStats }
  readonly queue: QueueIdentity
  readonly stats: QueueReadableStats
}

/**
 * The channels of the queues' streams, and what is published on each as soon as it happens, before the
 * stream's own event. Without a subscriber nothing is made. Whoever subscribes to 'open' can keep the
 * stream and ask for its `stats()` at any time.
 *
 * @example
 * import { subscribe } from 'node:diagnostics_channel'
 * subscribe('sysvmq:writable:rejected', ({ queue, error }) => console.error(queue.id, error.code))
 */
export interface QueueDiagnostics {
  /** A QueueWritable was made. */
  'sysvmq:writable:open': WritableEvent
  /** It begins to wait for room. */
  'sysvmq:writable:full': WritableEvent
  /** This chunk will not be in the queue. */
  'sysvmq:writable:rejected': WritableEvent & { readonly chunk: unknown; readonly error: Error }
  /** This message was taken out of the queue by overflow 'drop-oldest'. */
  'sysvmq:writable:dropped': WritableEvent & { readonly message: Message }
  /** It was destroyed, as after its end; its last figures. */
  'sysvmq:writable:close': WritableEvent & { readonly error: Error | null }
  /** A QueueReadable was made. */
  'sysvmq:readable:open': ReadableEvent
  /** It was destroyed, as after its end; its last figures. */
  'sysvmq:readable:close': ReadableEvent & { readonly error: Error | null }
}

/** A function that publishes on one of these channels, if somebody listens there. */
export function publisher<Events>() {
  return <Name extends keyof Events & string>(name: Name, event: () => Events[Name]): void => {
    if (hasSubscribers(name)) channel(name).publish(event())
  }
}

export const publish = publisher<QueueDiagnostics>()
