/** A queue as a Readable whose messages stay in a ledger until they are acknowledged. */
import { Readable } from 'node:stream'
import { destroyOnAbort } from '../abort.js'
import { QueueError, type QueueIdentity } from '../errors.js'
import { checkSelection } from '../message.js'
import { closed, type OpenHandle, opened } from '../open-handles.js'
import { PipeGuard } from '../pipe-guard.js'
import { checkStream } from '../stream-options.js'
import type { AcknowledgedMessage } from './acknowledged-message.js'
import {
  type AcknowledgedReadableOptions,
  checkAcknowledged,
  type DeadMessage,
} from './acknowledged-options.js'
import { type AcknowledgedStats, Backlog } from './backlog.js'
import { DeadLetters } from './dead-letters.js'
import { publishAcknowledged } from './diagnostics.js'
import type { LedgerError } from './ledger-error.js'
import { LedgerReader } from './ledger-reader.js'

type Listener = Parameters<Readable['on']>[1]
// What finished() and the like ask of a stream: that it could yield anything.
type AnyIterator = ReturnType<Readable[typeof Symbol.asyncIterator]>
type AnyChunk = ReturnType<Readable['read']>

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
  readonly #queue: QueueIdentity
  readonly #reader: LedgerReader
  readonly #backlog: Backlog
  readonly #deadLetters: DeadLetters | undefined
  readonly #pipe = new PipeGuard(this, () => this.#schedule())
  readonly #timer: NodeJS.Timeout | undefined
  /** What is in the stream's buffer: the attempt has not begun. */
  readonly #ahead: AcknowledgedMessage[] = []
  #orphansLeft = true
  /** Whether the stream has asked for more than it got. */
  #wanted = false
  /** Whether the thread waits for a message. */
  #waiting = false
  #scheduled: NodeJS.Immediate | undefined
  #stopped = false
  /** Whether nothing more is delivered. */
  #finished = false
  #closed = false

  /**
   * @param queue - a MessageQueue, or whatever has its `id`
   * @throws ERR_INVALID_ARG_TYPE, ERR_INVALID_ARG_VALUE
   */
  constructor(queue: QueueIdentity, options: AcknowledgedReadableOptions) {
    const { maxInFlight, directory, adoptInterval, burial } = checkAcknowledged(options)
    const { id, key, highWaterMark, signal, framed } = checkStream(queue, {
      signal: options.signal,
      frame: options.frame,
      highWaterMark: options.highWaterMark ?? maxInFlight,
    })
    const selection = checkSelection(options)
    // Ended is not closed: messages may be in flight then, and be acknowledged.
    super({ objectMode: true, highWaterMark, autoDestroy: false })
    this.#queue = { id, key }
    this.#reader = new LedgerReader({ id, key }, { ...selection, framed }, directory, {
      ready: () => {
        this.#waiting = false
        this.#pump()
      },
      settled: () => this.#settled(),
      again: (message) => this.#deliverAgain(message),
      refused: (error) => this.#refused(error),
      failed: (error) => this.destroy(error),
    })
    this.#backlog = new Backlog(maxInFlight, this.#reader)
    if (burial) {
      this.#deadLetters = new DeadLetters(burial, {
        buried: (message, dead) => this.#buried(message, dead),
        failed: (error, dead) => this.#tell('deadLetterError', error, dead),
      })
    }
    opened(this)
    publishAcknowledged('sysvmq:acknowledged:open', () => this.#event())
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
    return this.#backlog.stats()
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
    if (this.#closed || this.#pipe.holds) return null
    this.#forgetHanded()
    // Before, because a handler that this calls may end the process. With 0 it hands out nothing.
    if (size !== 0 && this.readableLength > 0) this.#ahead[0]?.begin()
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
    publishAcknowledged('sysvmq:acknowledged:close', () => ({ ...this.#event(), error }))
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
    this.#pipe.close()
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
    if (this.#orphansLeft && this.#backlog.mayAdopt) this.#adopt()
    if (this.#backlog.ready === 0 && !this.#waiting) {
      const wanted = Math.max(1, this.readableHighWaterMark - this.readableLength)
      this.#take(Math.min(wanted, this.#backlog.room))
    }
    // No more than there are now: a handler that rejects each message at once must not keep the loop.
    for (let left = this.#backlog.ready; left > 0 && this.#wanted; left--) {
      if (this.#closed || this.#pipe.holds) return
      this.#deliverNext()
    }
  }

  /** Takes messages out of the queue; sees to what comes next where there are none. */
  #take(limit: number): void {
    // A message that is settled starts it again.
    if (limit <= 0 || this.#closed) return
    const taken = this.#reader.take(limit)
    if (taken === 'messages') {
      this.#backlog.received()
    } else if (taken === 'empty') {
      const error = this.#reader.wait()
      if (error) this.destroy(error)
      else this.#waiting = true
    } else if (taken !== 'full') {
      this.destroy(taken)
    }
  }

  /** Hands the next message to the stream, or to the dead letters. False where there is none. */
  #deliverNext(): boolean {
    const message = this.#backlog.next(!this.#stopped)
    if (!message) return false
    if (this.#deadLetters?.isDead(message)) this.#deadLetters.bury(message)
    else this.#deliver(message)
    return true
  }

  #deliver(message: AcknowledgedMessage): void {
    this.#backlog.delivered(message)
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
    this.#backlog.settled()
    if (this.#finished) this.#closeIfDone()
    else if (this.#wanted && !this.#waiting) this.#schedule()
  }

  #deliverAgain(message: AcknowledgedMessage): void {
    // After stop() it is the next reader's, or that would never end.
    if (this.#stopped) {
      this.#backlog.leave()
      this.#closeIfDone()
    } else {
      this.#backlog.reject(message)
      this.#schedule()
    }
  }

  #buried(message: AcknowledgedMessage, dead: DeadMessage): void {
    message.ack()
    this.#backlog.buried()
    publishAcknowledged('sysvmq:acknowledged:dead', () => ({ ...this.#event(), message: dead }))
    this.emit('dead', dead)
  }

  #closeIfDone(): void {
    if (this.readableEnded && this.#backlog.isDone) this.destroy()
  }

  /** From time to time: a reader may have died. */
  #lookForOrphans(): void {
    this.#orphansLeft = true
    this.#pump()
  }

  #adopt(): void {
    const adopted = this.#reader.adopt(this.#backlog.room)
    if (adopted instanceof Error) {
      this.destroy(adopted)
      return
    }
    const count = adopted.length
    this.#orphansLeft = count > 0
    if (count === 0) return
    this.#backlog.adopt(adopted)
    publishAcknowledged('sysvmq:acknowledged:adopted', () => ({ ...this.#event(), count }))
    // What the thread is about to take comes after these.
    if (this.#waiting) this.#reader.cancel()
    this.#waiting = false
  }

  #refused(error: LedgerError): void {
    publishAcknowledged('sysvmq:acknowledged:refused', () => ({ ...this.#event(), error }))
    this.#tell('refused', error)
  }

  #event() {
    return { stream: this, queue: this.#queue, stats: this.stats() }
  }

  /** An event that is a warning of the process where nobody listens. */
  #tell(event: 'refused' | 'deadLetterError', error: Error, ...rest: unknown[]): void {
    if (!this.emit(event, error, ...rest)) process.emitWarning(error)
  }
}
