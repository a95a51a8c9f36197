/** A queue as a Readable: messages by type, read ahead in batches, and put back if nobody takes them. */
import { constants } from 'node:os'
import { Readable } from 'node:stream'
import { destroyOnAbort } from './abort.js'
import { publish } from './diagnostics.js'
import { type QueueIdentity, queueError, useError } from './errors.js'
import { withoutFrame } from './frame.js'
import { checkSelection, type Message, toType } from './message.js'
import { type NativeReader, native } from './native.js'
import { closed, type OpenHandle, opened, reportUnread } from './open-handles.js'
import { PipeGuard } from './pipe-guard.js'
import { checkStream, type QueueReadableOptions } from './stream-options.js'
import type { QueueReadableStats } from './stream-stats.js'
import { makeTable, readText, readType } from './table.js'

const slabSize = 64 * 1024
const maxBatch = 256
// Words of the table's header.
const slabNumberWord = 0
const consumedWord = 1
// What finished() and the like ask of a stream: that it could yield anything.
type AnyIterator = ReturnType<Readable[typeof Symbol.asyncIterator]>
type AnyChunk = ReturnType<Readable['read']>
type Listener = Parameters<Readable['on']>[1]

/**
 * Object-mode Readable of {@link Message}.
 *
 * Each read drains the queue with msgrcv(2) and IPC_NOWAIT; only when nothing is there does the
 * stream's own thread sleep in msgrcv. It ends when {@link QueueReadable.stop} is called, and is
 * destroyed with a {@link QueueError} when the queue is removed (EIDRM) or can't be read (EACCES).
 *
 * @example
 * await pipeline(queue.createReadStream({ type: -5 }), transform, destination)
 */
export class QueueReadable extends Readable implements OpenHandle {
  /**
   * After destroy(): messages that had been read ahead and that the queue did not take again, because
   * it is full, removed, or not ours to write. Empty otherwise: they are at its end again.
   */
  unread: readonly Message[] = []

  readonly #queue: QueueIdentity
  readonly #framed: boolean
  readonly #native: NativeReader
  readonly #table = makeTable(maxBatch)
  readonly #pipe = new PipeGuard(this, () => this.#handOver())
  #memory = new ArrayBuffer(0)
  #slabNumber = 0
  /** The batch: entries from #next to #count are not handed to the stream yet. */
  #next = 0
  #count = 0
  #pushed = 0
  #received = 0
  #returned = 0
  #scheduled: NodeJS.Immediate | undefined
  #stopped = false
  /** Whether what was read ahead has gone back into the queue. */
  #closed = false

  /**
   * @param queue - a MessageQueue, or whatever has its `id`
   * @throws ERR_INVALID_ARG_TYPE, ERR_INVALID_ARG_VALUE
   */
  constructor(queue: QueueIdentity, options?: QueueReadableOptions) {
    const { id, key, highWaterMark, signal, framed } = checkStream(queue, options)
    const { type, except } = checkSelection(options)
    super({ objectMode: true, highWaterMark })
    this.#queue = { id, key }
    this.#framed = framed
    this.#native = new native.Reader(id, type, except, slabSize, this.#table)
    this.#native.onready = () => this.#pump()
    opened(this)
    publish('sysvmq:readable:open', () => this.#event())
    destroyOnAbort(this, signal)
  }

  /** Keeps the event loop alive while it waits for a message, as it does by default. */
  ref(): this {
    this.#native.keepAlive(true)
    return this
  }

  /** Lets the process end although it waits for a message. */
  unref(): this {
    this.#native.keepAlive(false)
    return this
  }

  /**
   * Takes no more messages; those that were read ahead flow on, then the stream ends. destroy() puts
   * them back instead.
   */
  stop(): this {
    if (this.#stopped || this.destroyed) return this
    this.#stopped = true
    const taken = this.#native.cancel()
    clearImmediate(this.#scheduled)
    // Not at once: this may be called by a listener that is being handed a message.
    this.#scheduled = setImmediate(() => {
      this.#handOver()
      if (taken && this.#next === this.#count && this.#fill()) this.#handOver()
      if (!this.destroyed) this.push(null)
    })
    return this
  }

  /** Counts since the stream was made. */
  stats(): QueueReadableStats {
    const consumed = this.#consumed
    return {
      received: this.#received,
      consumed,
      waiting: this.#received - consumed - this.#returned,
      returned: this.#returned,
    }
  }

  override on(event: 'data', listener: (message: Message) => void): this
  override on(event: string | symbol, listener: Listener): this
  override on(event: string | symbol, listener: Listener): this {
    return super.on(event, listener)
  }

  override [Symbol.asyncIterator](): NodeJS.AsyncIterator<Message> & AnyIterator {
    return super[Symbol.asyncIterator]()
  }

  override read(size?: number): AnyChunk {
    if (this.#closed || this.#pipe.holds) return null
    // Before, because a handler that this calls may end the process or throw.
    if (this.readableLength > 0) this.#markConsumed(1)
    const message: Message | null = super.read(size)
    this.#markConsumed(0)
    return message
  }

  override _read(): void {
    if (this.#stopped) return
    // Each batch in a turn of its own, so that a queue that is never empty does not starve the loop.
    this.#scheduled = setImmediate(() => this.#pump())
  }

  override _destroy(error: Error | null, callback: (error?: Error | null) => void): void {
    clearImmediate(this.#scheduled)
    this.#pipe.close()
    this.unread = this.#close(0)
    publish('sysvmq:readable:close', () => ({ ...this.#event(), error }))
    callback(error)
  }

  /** @internal */
  closeAtExit(patience: number): void {
    reportUnread(this.#close(patience).length)
  }

  #pump(): void {
    if (this.#stopped || this.#closed || (this.#next === this.#count && !this.#fill())) return
    this.#handOver()
  }

  /** Hands the batch to the stream: as much as it wants, or all of it after stop(). */
  #handOver(): void {
    while (this.#next < this.#count && !this.#closed && !this.#pipe.holds) {
      const entry = this.#next++
      const message = {
        type: readType(this.#table, entry),
        data: readText(this.#table, entry, this.#memory),
      }
      this.#pushed++
      // A flowing stream hands it to the listeners at once; the count is to be right when they throw.
      if (this.readableFlowing && this.readableLength === 0) this.#markConsumed(0)
      const more = this.push(this.#framed ? withoutFrame(message) : message)
      this.#markConsumed(0)
      if (!more && !this.#stopped) return
    }
  }

  /** Takes the next batch. False when there is none: then it has seen to what comes next. */
  #fill(): boolean {
    const room = this.#stopped ? 1 : this.readableHighWaterMark - this.readableLength
    const result = this.#native.fill(Math.max(1, Math.min(room, maxBatch)))
    if (result > 0) {
      this.#received += result
      this.#next = 0
      this.#count = result
      if (this.#slabNumber !== this.#table[slabNumberWord]) {
        this.#slabNumber = this.#table[slabNumberWord] as number
        this.#memory = this.#native.slab()
      }
      return true
    }
    if (result !== -constants.errno.ENOMSG) {
      this.destroy(useError(-result, 'msgrcv', this.#queue))
    } else {
      this.#wait()
    }
    return false
  }

  #wait(): void {
    const result = this.#native.wait()
    if (result < 0) this.destroy(queueError(-result, 'pthread_create', this.#queue))
  }

  /** Tells the addon what it need not put back: all that was pushed and is not in the stream's buffer. */
  #markConsumed(more: number): void {
    this.#table[consumedWord] = this.#pushed - this.readableLength + more
  }

  /** How many have left the stream, ever: the table has the low bits of it. */
  get #consumed(): number {
    return this.#pushed - ((this.#pushed - (this.#table[consumedWord] as number)) | 0)
  }

  #event() {
    return { stream: this, queue: this.#queue, stats: this.stats() }
  }

  #close(patience: number): Message[] {
    this.#closed = true
    closed(this)
    const left = this.#native.close(patience)
    // One that the thread had taken was never here: if it is left, it is counted only now.
    const held = Math.max(this.#received - this.#consumed, left.length)
    this.#received = this.#consumed + held
    this.#returned = held - left.length
    const messages = left.map(([type, data]) => ({ type: toType(type), data }))
    return this.#framed ? messages.map(withoutFrame) : messages
  }
}
