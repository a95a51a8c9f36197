/** A queue as a Writable: batches in one native call, and backpressure while the queue is full. */
import { Writable } from 'node:stream'
import { finished } from 'node:stream/promises'
import { AbortError, destroyOnAbort } from './abort.js'
import type { QueueChunk } from './chunk.js'
import { Deadlines } from './deadlines.js'
import { publish } from './diagnostics.js'
import type { QueueIdentity } from './errors.js'
import { checkType, type Message } from './message.js'
import { closed, type OpenHandle, opened } from './open-handles.js'
import { checkOverflow } from './overflow.js'
import type { PendingChunk } from './send-batch.js'
import { SendLoop } from './send-loop.js'
import { checkStream, type QueueWritableOptions } from './stream-options.js'
import type { QueueWritableStats } from './stream-stats.js'

type Callback = (error?: Error | null) => void
type Listener = Parameters<Writable['on']>[1]

/**
 * Object-mode Writable of {@link QueueChunk}; order is kept.
 *
 * What was written in one turn goes out in one native call, by msgsnd(2) with IPC_NOWAIT; when the
 * queue is full the stream's own thread sleeps in msgsnd. Callbacks, and with them 'drain' and
 * 'finish', come when the kernel has the messages: that is the backpressure. The options `overflow`
 * and `timeout` choose otherwise. The stream is destroyed with a {@link QueueError} when the queue is
 * removed (EIDRM) or not ours to write (EACCES).
 *
 * Events beside those of any Writable:
 * - 'sent' (chunk): the kernel has the message of this chunk.
 * - 'rejected' (chunk, error): this chunk will not be in the queue. It can't be a message, because it
 *   is larger than the queue allows, its type is not one, or it is no chunk at all; or there was no
 *   room for it: EAGAIN with overflow 'reject', ETIMEDOUT with `timeout`. With a listener the stream
 *   goes on without it; without one the stream is destroyed with the error.
 * - 'dropped' (message): with overflow 'drop-oldest', this message was taken out of the queue to make
 *   room. Nobody else has it.
 *
 * @example
 * const writable = queue.createWriteStream<Datagram>({ type: 1 })
 * writable.on('sent', (datagram) => datagram.reply('OK\n'))
 * udp.pipe(writable)
 */
export class QueueWritable<Chunk extends QueueChunk = QueueChunk>
  extends Writable
  implements OpenHandle
{
  /** After destroy(): all chunks that were written and did not get into the queue, in order. */
  unsent: readonly unknown[] = []

  readonly #queue: QueueIdentity & { readonly id: number }
  readonly #loop: SendLoop<Chunk>
  /** Of the write that is under way. */
  #callback: Callback | undefined
  /** Whether `unsent` is what it will be. */
  #over = false

  /**
   * @param queue - a MessageQueue, or whatever has its `id`
   * @throws ERR_INVALID_ARG_TYPE, ERR_INVALID_ARG_VALUE
   */
  constructor(queue: QueueIdentity, options?: QueueWritableOptions<Chunk>) {
    const { id, key, highWaterMark, signal, framed } = checkStream(queue, options)
    const type = options?.type ?? 1
    if (typeof type !== 'function') checkType('type', type)
    const { overflow, timeout } = checkOverflow(options)
    super({ objectMode: true, highWaterMark })
    this.#queue = { id, key }
    const deadlines =
      timeout === Number.POSITIVE_INFINITY
        ? undefined
        : new Deadlines(this, timeout, () => this.#loop.late())
    this.#loop = new SendLoop(
      this.#queue,
      { type, framed, overflow, deadlines },
      {
        wantsSent: () => this.listenerCount('sent') > 0,
        sent: (chunk) => this.emit('sent', chunk),
        takesRejected: () => this.listenerCount('rejected') > 0,
        rejected: (chunk, error) => this.#rejected(chunk, error),
        dropped: (message) => this.#dropped(message),
        full: () => publish('sysvmq:writable:full', () => this.#event()),
        // Not by the callback: the stream would forget what it has buffered before _destroy sees it.
        failed: (error) => this.destroy(error),
        done: () => this.#done(),
      },
    )
    opened(this)
    publish('sysvmq:writable:open', () => this.#event())
    destroyOnAbort(this, signal)
  }

  /** Keeps the event loop alive while it waits for room, as it does by default. */
  ref(): this {
    this.#loop.keepAlive(true)
    return this
  }

  /** Lets the process end although messages wait for room: they are lost then. */
  unref(): this {
    this.#loop.keepAlive(false)
    return this
  }

  /** Counts since the stream was made. */
  stats(): QueueWritableStats {
    const { begun, rejected, dropped } = this.#loop
    const left = this.#loop.left.length
    const waiting = this.#over ? this.unsent.length : left + this.#buffered().length
    const accepted = begun - left - rejected
    return { received: accepted + rejected + waiting, accepted, rejected, waiting, dropped }
  }

  override on(event: 'sent', listener: (chunk: Chunk) => void): this
  override on(event: 'rejected', listener: (chunk: unknown, error: Error) => void): this
  override on(event: 'dropped', listener: (message: Message) => void): this
  override on(event: string | symbol, listener: Listener): this
  override on(event: string | symbol, listener: Listener): this {
    return super.on(event, listener)
  }

  override once(event: 'sent', listener: (chunk: Chunk) => void): this
  override once(event: 'rejected', listener: (chunk: unknown, error: Error) => void): this
  override once(event: 'dropped', listener: (message: Message) => void): this
  override once(event: string | symbol, listener: Listener): this
  override once(event: string | symbol, listener: Listener): this {
    return super.once(event, listener)
  }

  override _write(chunk: unknown, _encoding: BufferEncoding, callback: Callback): void {
    // Called back in the next tick: what else is written in this one comes as a batch.
    this.#callback = (error) => process.nextTick(callback, error)
    this.#loop.begin([{ chunk }])
    this.#loop.run()
  }

  override _writev(chunks: PendingChunk[], callback: Callback): void {
    this.#callback = callback
    this.#loop.begin(chunks)
    // Not before Node has taken them out of its buffer: what a listener writes would go with them.
    process.nextTick(this.#loop.run)
  }

  override _destroy(error: Error | null, callback: Callback): void {
    this.closeAtExit()
    this.tellAtExit()
    this.unsent = [...this.#loop.left, ...this.#buffered()].map(({ chunk }) => chunk)
    this.#over = true
    publish('sysvmq:writable:close', () => ({ ...this.#event(), error }))
    callback(error)
    this.#callback?.(error ?? new AbortError('The stream was destroyed before this was sent'))
  }

  /** Ends the stream and waits until everything is in the queue. */
  async [Symbol.asyncDispose](): Promise<void> {
    if (this.destroyed) return
    this.end()
    await finished(this)
  }

  /** @internal What the thread has not sent by then was never confirmed. */
  closeAtExit(): void {
    closed(this)
    this.#loop.close()
  }

  /** @internal */
  tellAtExit(): void {
    this.#loop.tell()
  }

  #rejected(chunk: unknown, error: Error): void {
    publish('sysvmq:writable:rejected', () => ({ ...this.#event(), chunk, error }))
    this.emit('rejected', chunk, error)
  }

  #dropped(message: Message): void {
    publish('sysvmq:writable:dropped', () => ({ ...this.#event(), message }))
    this.emit('dropped', message)
  }

  #done(): void {
    const callback = this.#callback
    this.#callback = undefined
    callback?.()
  }

  #event() {
    return { stream: this, queue: this.#queue, stats: this.stats() }
  }

  /** What the stream holds back while a batch is under way; it has no public name. */
  #buffered(): PendingChunk[] {
    // In all releases since Node 14; a test fails where it is not.
    const { _writableState: state } = this as unknown as {
      _writableState: { getBuffer(): (PendingChunk | null)[] }
    }
    // In the place of a single chunk that _write() has been handed there is null by now.
    return state.getBuffer().filter((pending) => pending !== null)
  }
}
