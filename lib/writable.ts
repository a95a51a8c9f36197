/** A queue as a Writable: batches in one native call, and backpressure while the queue is full. */
import { constants } from 'node:os'
import { Writable } from 'node:stream'
import { finished } from 'node:stream/promises'
import { AbortError, destroyOnAbort } from './abort.js'
import type { QueueChunk } from './chunk.js'
import { Deadlines } from './deadlines.js'
import { publish } from './diagnostics.js'
import { type QueueIdentity, queueError, timeoutError } from './errors.js'
import { withoutFrame } from './frame.js'
import { checkType, type Message } from './message.js'
import { type NativeSender, native } from './native.js'
import { closed, type OpenHandle, opened } from './open-handles.js'
import { checkOverflow, type Overflow, takeOldest } from './overflow.js'
import { type PendingChunk, SendBatch } from './send-batch.js'
import { checkStream, type QueueWritableOptions } from './stream-options.js'
import type { QueueWritableStats } from './stream-stats.js'
import { makeTable, readType } from './table.js'
import { sendError } from './too-big.js'

const maxBatch = 256
// Words of the table's header.
const errorWord = 0
const waitingWord = 1

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
  readonly #native: NativeSender
  readonly #table = makeTable(maxBatch)
  readonly #batch: SendBatch<Chunk>
  readonly #framed: boolean
  readonly #overflow: Overflow
  /** undefined: a message may wait for ever. */
  readonly #deadlines: Deadlines | undefined
  /** Of the write that is under way. */
  #callback: Callback | undefined
  /** Staged entries that the kernel has, told of or not. */
  #inQueue = 0
  /** Whether the thread has the rest of the batch. */
  #sleeping = false
  #closed = false
  /** Chunks that came to _write and _writev. */
  #begun = 0
  #rejected = 0
  #dropped = 0
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
    this.#framed = framed
    this.#native = new native.Sender(id, this.#table)
    this.#native.onprogress = () => this.#progress()
    this.#batch = new SendBatch(this.#queue, this.#native, this.#table, maxBatch, type, framed)
    this.#overflow = overflow
    if (timeout !== Number.POSITIVE_INFINITY) {
      this.#deadlines = new Deadlines(this, timeout, () => this.#late())
    }
    opened(this)
    publish('sysvmq:writable:open', () => this.#event())
    destroyOnAbort(this, signal)
  }

  /** Keeps the event loop alive while it waits for room, as it does by default. */
  ref(): this {
    this.#native.keepAlive(true)
    return this
  }

  /** Lets the process end although messages wait for room: they are lost then. */
  unref(): this {
    this.#native.keepAlive(false)
    return this
  }

  /** Counts since the stream was made. */
  stats(): QueueWritableStats {
    const left = this.#batch.left.length
    const waiting = this.#over ? this.unsent.length : left + this.#buffered().length
    const accepted = this.#begun - left - this.#rejected
    return {
      received: accepted + this.#rejected + waiting,
      accepted,
      rejected: this.#rejected,
      waiting,
      dropped: this.#dropped,
    }
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
    this.#begin([{ chunk }], (error) => process.nextTick(callback, error))
    this.#send()
  }

  override _writev(chunks: PendingChunk[], callback: Callback): void {
    this.#begin(chunks, callback)
    // Not before Node has taken them out of its buffer: what a listener writes would go with them.
    process.nextTick(this.#send)
  }

  override _destroy(error: Error | null, callback: Callback): void {
    this.closeAtExit()
    this.tellAtExit()
    this.unsent = [...this.#batch.left, ...this.#buffered()].map(({ chunk }) => chunk)
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
    this.#closed = true
    closed(this)
    if (this.#sleeping) this.#inQueue = this.#native.cancel()
    this.#sleeping = false
    this.#deadlines?.close()
    this.#native.close()
  }

  /** @internal */
  tellAtExit(): void {
    this.#announce(this.#inQueue)
  }

  #begin(chunks: readonly PendingChunk[], callback: Callback): void {
    this.#callback = callback
    this.#inQueue = 0
    this.#begun += chunks.length
    this.#batch.begin(chunks)
  }

  /** Stages and sends without sleeping, as far as it goes. */
  readonly #send = (): void => {
    const batch = this.#batch
    while (!this.#closed) {
      if (batch.done === batch.staged) {
        this.#inQueue = 0
        const error = batch.stage()
        if (error) {
          this.#reject(error)
          continue
        }
        if (batch.staged === 0) {
          this.#finish()
          return
        }
      }
      if (!this.#sentUpTo(this.#native.send(batch.done, batch.staged))) return
    }
  }

  /** Goes on after entries before `sent` are in the queue. False when it has to wait, or has failed. */
  #sentUpTo(sent: number): boolean {
    this.#announce(sent)
    if (this.#closed) return false
    const errno = this.#table[errorWord] as number
    if (errno === 0) return true
    if (errno === constants.errno.EAGAIN) return this.#full()
    const error = sendError(errno, this.#batch.size(sent), this.#queue)
    if (error.code === 'ERR_MESSAGE_TOO_BIG') this.#reject(error)
    else this.#fail(error)
    return !this.#closed
  }

  /** There is no room for the next message. True when there may be now, or for the one behind it. */
  #full(): boolean {
    const deadlines = this.#deadlines
    if (this.#overflow === 'reject') {
      this.#reject(queueError(constants.errno.EAGAIN, 'msgsnd', this.#queue))
    } else if (this.#overflow === 'wait' || !this.#dropOldest()) {
      if (deadlines?.over(this.#batch.position)) {
        this.#reject(timeoutError(deadlines.timeout, 'msgsnd', this.#queue))
      } else {
        this.#wait()
      }
    }
    return !this.#closed && !this.#sleeping
  }

  /** False when there is no other message of the type of the next one. */
  #dropOldest(): boolean {
    const taken = takeOldest(this.#queue, readType(this.#table, this.#batch.done))
    if (taken === null) return false
    if (taken instanceof Error) {
      this.#fail(taken)
    } else {
      const oldest = this.#framed ? withoutFrame(taken) : taken
      this.#dropped++
      publish('sysvmq:writable:dropped', () => ({ ...this.#event(), message: oldest }))
      this.emit('dropped', oldest)
    }
    return true
  }

  #wait(): void {
    const { done, staged, position } = this.#batch
    const report = this.listenerCount('sent') > 0
    // Those behind one that has none to drop may have some.
    const end = this.#overflow === 'wait' ? staged : done + 1
    const result = this.#native.wait(done, end, report)
    if (result < 0) {
      this.#fail(queueError(-result, 'pthread_create', this.#queue))
    } else {
      this.#sleeping = true
      this.#deadlines?.watch(position)
      publish('sysvmq:writable:full', () => this.#event())
    }
  }

  /** The message that was the next one when the wait began has no more time, if it still waits. */
  #late(): void {
    if (!this.#sleeping) return
    this.#sleeping = false
    this.#announce(this.#native.cancel())
    // Tries it once more: there may be room that the thread has not come to see.
    this.#send()
  }

  /** The thread has sent some, or has come to an end. */
  #progress(): void {
    const sent = this.#native.progress()
    this.#sleeping = this.#table[waitingWord] !== 0
    if (this.#sleeping) this.#announce(sent)
    else if (this.#sentUpTo(sent)) this.#send()
  }

  #announce(sent: number): void {
    this.#inQueue = sent
    if (this.listenerCount('sent') === 0) this.#batch.skipTo(sent)
    // A listener may destroy the stream: that tells of the others before this goes on.
    while (this.#batch.done < sent) this.emit('sent', this.#batch.next())
  }

  /** Passes over the next chunk, which can be no message. */
  #reject(error: Error): void {
    if (this.listenerCount('rejected') === 0) {
      this.#fail(error)
      return
    }
    const chunk = this.#batch.next()
    this.#rejected++
    publish('sysvmq:writable:rejected', () => ({ ...this.#event(), chunk, error }))
    this.emit('rejected', chunk, error)
  }

  #fail(error: Error): void {
    // Not by the callback: the stream would forget what it has buffered before _destroy can see it.
    this.destroy(error)
  }

  #finish(): void {
    const callback = this.#callback
    this.#callback = undefined
    this.#deadlines?.forget(this.#batch.all.length)
    this.#batch.begin([])
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
