/** A queue as a Readable whose messages stay in a ledger until they are acknowledged. */
import { Readable } from 'node:stream'
import { destroyOnAbort } from '../abort.js'
import { QueueError, type QueueIdentity } from '../errors.js'
import { checkSelection } from '../message.js'
import { closed, type OpenHandle, opened } from '../open-handles.js'
import { checkStream } from '../stream-options.js'
import type { AcknowledgedMessage } from './acknowledged-message.js'
import {
  type AcknowledgedReadableOptions,
  checkAcknowledged,
  type DeadMessage,
} from './acknowledged-options.js'
import { DeadLetters } from './dead-letters.js'
import type { LedgerError } from './ledger-error.js'
import { LedgerReader } from './ledger-reader.js'

type Listener = Parameters<Readable['on']>[1]
// What finished() and the like ask of a stream: that it could yield anything.
type AnyIterator = ReturnType<Readable[typeof Symbol.asyncIterator]>
type AnyChunk = ReturnType<Readable['read']>

/**
 * Figures of an AcknowledgedReadable, from when it was made:
 * `received + adopted = acknowledged + dead + inFlight`, at any time.
 */
export interface AcknowledgedStats {
  /** Messages that were taken out of the queue. */
  readonly received: number
  /** Messages that were taken over from readers that had died or were closed. */
  readonly adopted: number
  /** Of these two, those that were acknowledged. */
  readonly acknowledged: number
  /** Of these two, those that `deadLetter` has taken. */
  readonly dead: number
  /** Of these two, all others: with handlers, read ahead, or on their way to `deadLetter`. */
  readonly inFlight: number
  /** Deliveries with `attempts` above 1. */
  readonly redelivered: number
}

/**
 * Object-mode Readable of {@link AcknowledgedMessage}: each is delivered at least once.
 *
 * msgrcv(2) writes each message into a slot of a file on tmpfs, where it stays until `ack()`. When this
 * process dies, however it dies, the next reader of the queue, or one that lives, finds the file without
 * its lock (flock(2)), and delivers what is in it before all others, in the order received.
 *
 * It is destroyed with a {@link LedgerError} when it can have no ledger, and with a {@link QueueError}
 * when the queue is removed (EIDRM) or can't be read (EACCES).
 *
 * Events beside those of any Readable:
 * - 'refused' (error): a ledger of this queue can't be taken over; it is left as it is, and told of
 *   once. Without a listener it is a process warning.
 * - 'dead' (message): `deadLetter` has taken it; see {@link DeadMessage}.
 * - 'deadLetterError' (error, message): `deadLetter` has failed. The message stays in the ledger, and is
 *   tried again after a second. Without a listener it is a process warning.
 *
 * @example
 * for await (const message of queue.createReadStream({ acknowledge: true })) {
 *   await handle(message)
 *   message.ack()
 * }
 */
export class AcknowledgedReadable extends Readable implements OpenHandle {
  readonly #maxInFlight: number
  readonly #reader: LedgerReader
  readonly #deadLetters: DeadLetters | undefined
  readonly #timer: NodeJS.Timeout | undefined
  /** To be delivered again: rejected by their handlers. They are in flight. */
  readonly #again: AcknowledgedMessage[] = []
  /** To be delivered: taken over. Not in flight before they are. */
  readonly #adopted: AcknowledgedMessage[] = []
  /** What is in the stream's buffer: the attempt has not begun. */
  readonly #ahead: AcknowledgedMessage[] = []
  #inFlight = 0
  #orphansLeft = true
  /** Whether the stream has asked for more than it got. */
  #wanted = false
  #waiting = false
  #scheduled: NodeJS.Immediate | undefined
  #stopped = false
  /** Whether nothing more is delivered. */
  #finished = false
  #closed = false
  /** In flight, and the next reader's: rejected after the end. */
  #left = 0
  readonly #stats = { received: 0, adopted: 0, acknowledged: 0, dead: 0, redelivered: 0 }

  /**
   * @param queue - a MessageQueue, or whatever has its `id`
   * @throws ERR_INVALID_ARG_TYPE, ERR_INVALID_ARG_VALUE
   */
  constructor(queue: QueueIdentity, options: AcknowledgedReadableOptions) {
    const { maxInFlight, directory, adoptInterval, burial } = checkAcknowledged(options)
    const { id, key, highWaterMark, signal } = checkStream(queue, {
      signal: options.signal,
      highWaterMark: options.highWaterMark ?? maxInFlight,
    })
    const selection = checkSelection(options)
    // Ended is not closed: messages may be in flight then, and be acknowledged.
    super({ objectMode: true, highWaterMark, autoDestroy: false })
    this.#maxInFlight = maxInFlight
    this.#reader = new LedgerReader({ id, key }, selection, directory, {
      ready: () => {
        this.#waiting = false
        this.#pump()
      },
      settled: () => this.#settled(),
      again: (message) => this.#deliverAgain(message),
      refused: (error) => this.#tell('refused', error),
      failed: (error) => this.destroy(error),
    })
    if (burial) {
      this.#deadLetters = new DeadLetters(burial, {
        buried: (message, dead) => this.#buried(message, dead),
        failed: (error, dead) => this.#tell('deadLetterError', error, dead),
      })
    }
    opened(this)
    this.once('end', () => this.#closeIfDone())
    const error = this.#reader.open(maxInFlight)
    if (error) {
      this.destroy(error)
      return
    }
    if (adoptInterval !== Number.POSITIVE_INFINITY) {
      this.#timer = setInterval(() => this.#lookForOrphans(), adoptInterval).unref()
    }
    destroyOnAbort(this, signal)
  }

  /** Counts since the stream was made. */
  stats(): AcknowledgedStats {
    return { ...this.#stats, inFlight: this.#inFlight + this.#adopted.length }
  }

  /** Keeps the event loop alive while it waits for a message, as it does by default. */
  ref(): this {
    this.#reader.keepAlive(true)
    return this
  }

  /** Lets the process end although it waits for a message. */
  unref(): this {
    this.#reader.keepAlive(false)
    return this
  }

  /**
   * Takes no more messages; those that were read ahead flow on, then the stream ends. It closes once all
   * that are in flight are settled; destroy() does not wait for that, and leaves them to the next reader.
   */
  stop(): this {
    if (this.#stopped || this.destroyed) return this
    this.#stopped = true
    const taken = this.#reader.cancel()
    this.#waiting = false
    clearImmediate(this.#scheduled)
    // Not at once: this may be called by a listener that is being handed a message.
    this.#scheduled = setImmediate(() => {
      if (taken && this.#reader.left === 0) this.#take(1)
      while (!this.#closed && this.#deliverNext());
      if (this.#closed) return
      this.#finished = true
      this.push(null)
    })
    return this
  }

  override on(event: 'data', listener: (message: AcknowledgedMessage) => void): this
  override on(event: 'refused', listener: (error: LedgerError) => void): this
  override on(event: 'dead', listener: (message: DeadMessage) => void): this
  override on(
    event: 'deadLetterError',
    listener: (error: Error, message: DeadMessage) => void,
  ): this
  override on(event: string | symbol, listener: Listener): this
  override on(event: string | symbol, listener: Listener): this {
    return super.on(event, listener)
  }

  override [Symbol.asyncIterator](): NodeJS.AsyncIterator<AcknowledgedMessage> & AnyIterator {
    return super[Symbol.asyncIterator]()
  }

  override read(size?: number): AnyChunk {
    if (this.#closed) return null
    this.#forgetHanded()
    // Before, because a handler that this calls may end the process.
    if (this.readableLength > 0) this.#ahead[0]?.begin()
    const message: AcknowledgedMessage | null = super.read(size)
    this.#forgetHanded()
    return message
  }

  override _read(): void {
    this.#wanted = true
    this.#schedule()
  }

  override _destroy(error: Error | null, callback: (error?: Error | null) => void): void {
    // The messages of a queue that was removed are gone with it.
    this.#close(error instanceof QueueError && error.code === 'EIDRM')
    callback(error)
  }

  /** @internal What is in flight stays in the ledger. */
  closeAtExit(): void {
    this.#close(false)
  }

  #close(discard: boolean): void {
    if (this.#closed) return
    this.#closed = true
    closed(this)
    clearImmediate(this.#scheduled)
    clearInterval(this.#timer)
    this.#deadLetters?.close()
    this.#reader.close(discard)
  }

  #schedule(): void {
    // Each batch in a turn of its own, so that a queue that is never empty does not starve the loop.
    if (this.#stopped || this.#closed) return
    this.#scheduled ??= setImmediate(() => {
      this.#scheduled = undefined
      this.#pump()
    })
  }

  #pump(): void {
    if (this.#stopped || this.#closed || !this.#wanted) return
    const busy = this.#adopted.length > 0 || this.#inFlight >= this.#maxInFlight
    if (this.#orphansLeft && !busy) this.#adopt()
    if (!this.#hasNext() && !this.#waiting) this.#take(this.#room())
    while (this.#wanted && !this.#closed && this.#deliverNext());
  }

  #room(): number {
    const stream = Math.max(1, this.readableHighWaterMark - this.readableLength)
    return Math.min(stream, this.#maxInFlight - this.#inFlight)
  }

  /** Takes messages out of the queue; sees to what comes next where there are none. */
  #take(limit: number): void {
    // A message that is settled starts it again.
    if (limit <= 0 || this.#closed) return
    const taken = this.#reader.take(limit)
    if (taken === 'messages') {
      this.#stats.received += this.#reader.left
      this.#inFlight += this.#reader.left
    } else if (taken === 'empty') {
      const error = this.#stopped ? undefined : this.#reader.wait()
      if (error) this.destroy(error)
      else this.#waiting = true
    } else if (taken !== 'full') {
      this.destroy(taken)
    }
  }

  #hasNext(): boolean {
    return (
      this.#again.length > 0 ||
      this.#reader.left > 0 ||
      (this.#adopted.length > 0 && this.#inFlight < this.#maxInFlight)
    )
  }

  /** Hands the next message to the stream, or to the dead letters. False where there is none. */
  #deliverNext(): boolean {
    let message = this.#again.shift()
    if (
      !message &&
      this.#adopted.length > 0 &&
      this.#inFlight < this.#maxInFlight &&
      !this.#stopped
    ) {
      message = this.#adopted.shift()
      this.#inFlight++
    }
    if (!message && this.#reader.left > 0) message = this.#reader.next()
    if (!message) return false
    if (this.#deadLetters?.isDead(message)) this.#deadLetters.bury(message)
    else this.#push(message)
    return true
  }

  #push(message: AcknowledgedMessage): void {
    if (message.attempts > 1) this.#stats.redelivered++
    // A flowing stream hands it to the listeners at once.
    const atOnce = this.readableFlowing === true && this.readableLength === 0
    if (atOnce) message.begin()
    else this.#ahead.push(message)
    if (!this.push(message)) this.#wanted = false
    if (atOnce && this.readableLength > 0) this.#ahead.push(message)
  }

  #forgetHanded(): void {
    while (this.#ahead.length > this.readableLength) this.#ahead.shift()
  }

  #settled(): void {
    this.#inFlight--
    this.#stats.acknowledged++
    if (this.#finished) this.#closeIfDone()
    else if (this.#wanted && !this.#waiting) this.#schedule()
  }

  #deliverAgain(message: AcknowledgedMessage): void {
    if (this.#finished) {
      this.#left++
      this.#closeIfDone()
      return
    }
    this.#again.push(message)
    this.#schedule()
  }

  #buried(message: AcknowledgedMessage, dead: DeadMessage): void {
    message.ack()
    this.#stats.acknowledged--
    this.#stats.dead++
    this.emit('dead', dead)
  }

  #closeIfDone(): void {
    if (this.readableEnded && this.#inFlight === this.#left) this.destroy()
  }

  /** From time to time: a reader may have died. */
  #lookForOrphans(): void {
    this.#orphansLeft = true
    this.#pump()
  }

  #adopt(): void {
    const adopted = this.#reader.adopt(this.#maxInFlight - this.#inFlight)
    if (adopted instanceof Error) {
      this.destroy(adopted)
      return
    }
    this.#orphansLeft = adopted.length > 0
    if (adopted.length === 0) return
    this.#stats.adopted += adopted.length
    this.#adopted.push(...adopted)
    // What the thread is about to take comes after these.
    if (this.#waiting) this.#reader.cancel()
    this.#waiting = false
  }

  /** An event that is a warning of the process where nobody listens. */
  #tell(event: 'refused' | 'deadLetterError', error: Error, ...rest: unknown[]): void {
    if (!this.emit(event, error, ...rest)) process.emitWarning(error)
  }
}
