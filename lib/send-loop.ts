/** Sends what a stream was asked to write, and sees to what finds no room in the queue. */
import { constants } from 'node:os'
import type { QueueChunk } from './chunk.js'
import type { Deadlines } from './deadlines.js'
import { type QueueIdentity, queueError, timeoutError } from './errors.js'
import { withoutFrame } from './frame.js'
import type { Message } from './message.js'
import { type NativeSender, native } from './native.js'
import { type Overflow, takeOldest } from './overflow.js'
import { type MessageForm, type PendingChunk, SendBatch } from './send-batch.js'
import { makeTable, readType } from './table.js'
import { sendError } from './too-big.js'

const maxBatch = 256
// Words of the table's header.
const errorWord = 0
const waitingWord = 1

/** What is told to the stream. Each of these may destroy it, and so close the loop. */
export interface SendEvents {
  /** Whether anybody wants to hear of each message that is sent. */
  wantsSent(): boolean
  sent(chunk: unknown): void
  /** Whether anybody takes a chunk that is rejected; else the stream fails. */
  takesRejected(): boolean
  rejected(chunk: unknown, error: Error): void
  dropped(message: Message): void
  /** It begins to wait for room. */
  full(): void
  failed(error: Error): void
  /** All that begin() was given is done. */
  done(): void
}

/** What becomes of messages on their way and of those that find no room. */
export interface SendPolicy<Chunk extends QueueChunk> extends MessageForm<Chunk> {
  readonly overflow: Overflow
  /** undefined: a message may wait for ever. */
  readonly deadlines: Deadlines | undefined
}

export class SendLoop<Chunk extends QueueChunk> {
  /** Chunks that begin() was given, ever, and what became of some of them. */
  begun = 0
  rejected = 0
  /** Messages that were taken out of the queue to make room. */
  dropped = 0

  readonly #queue: QueueIdentity & { readonly id: number }
  readonly #policy: SendPolicy<Chunk>
  readonly #events: SendEvents
  readonly #native: NativeSender
  readonly #table = makeTable(maxBatch)
  readonly #batch: SendBatch<Chunk>
  /** Staged entries that the kernel has, told of or not. */
  #inQueue = 0
  /** Whether the thread has the rest of the batch. */
  #sleeping = false
  #closed = false

  constructor(
    queue: QueueIdentity & { readonly id: number },
    policy: SendPolicy<Chunk>,
    events: SendEvents,
  ) {
    this.#queue = queue
    this.#policy = policy
    this.#events = events
    this.#native = new native.Sender(queue.id, this.#table)
    this.#native.onprogress = () => this.#progress()
    this.#batch = new SendBatch(queue, this.#native, this.#table, maxBatch, policy)
  }

  /** Chunks that are under way. */
  get left(): readonly PendingChunk[] {
    return this.#batch.left
  }

  /** Whether a wait for room keeps the event loop alive, as it does by default. */
  keepAlive(alive: boolean): void {
    this.#native.keepAlive(alive)
  }

  /** Takes on chunks, for run(). Precondition: those before are all done. */
  begin(chunks: readonly PendingChunk[]): void {
    this.#inQueue = 0
    this.begun += chunks.length
    this.#batch.begin(chunks)
  }

  /** Stages and sends without sleeping, as far as it goes. */
  readonly run = (): void => {
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

  /** The message that was the next one when the wait began has no more time, if it still waits. */
  late(): void {
    if (!this.#sleeping) return
    this.#sleeping = false
    this.#announce(this.#native.cancel())
    // Tries it once more: there may be room that the thread has not come to see.
    this.run()
  }

  /** Sends nothing more; tell() says what was sent by then. Idempotent. */
  close(): void {
    this.#closed = true
    if (this.#sleeping) this.#inQueue = this.#native.cancel()
    this.#sleeping = false
    this.#policy.deadlines?.close()
    this.#native.close()
  }

  /** Tells of all that the kernel has. */
  tell(): void {
    this.#announce(this.#inQueue)
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
    else this.#events.failed(error)
    return !this.#closed
  }

  /** There is no room for the next message. True when there may be now, or for the one behind it. */
  #full(): boolean {
    const { overflow, deadlines } = this.#policy
    if (overflow === 'reject') {
      this.#reject(queueError(constants.errno.EAGAIN, 'msgsnd', this.#queue))
    } else if (overflow === 'wait' || !this.#dropOldest()) {
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
      this.#events.failed(taken)
    } else {
      this.dropped++
      this.#events.dropped(this.#policy.framed ? withoutFrame(taken) : taken)
    }
    return true
  }

  #wait(): void {
    const { done, staged, position } = this.#batch
    const report = this.#events.wantsSent()
    // Those behind one that has none to drop may have some.
    const end = this.#policy.overflow === 'wait' ? staged : done + 1
    const result = this.#native.wait(done, end, report)
    if (result < 0) {
      this.#events.failed(queueError(-result, 'pthread_create', this.#queue))
    } else {
      this.#sleeping = true
      this.#policy.deadlines?.watch(position)
      this.#events.full()
    }
  }

  /** The thread has sent some, or has come to an end. */
  #progress(): void {
    const sent = this.#native.progress()
    this.#sleeping = this.#table[waitingWord] !== 0
    if (this.#sleeping) this.#announce(sent)
    else if (this.#sentUpTo(sent)) this.run()
  }

  #announce(sent: number): void {
    this.#inQueue = sent
    if (!this.#events.wantsSent()) this.#batch.skipTo(sent)
    // A listener may destroy the stream: that tells of the others before this goes on.
    while (this.#batch.done < sent) this.#events.sent(this.#batch.next())
  }

  /** Passes over the next chunk, which will be no message in the queue. */
  #reject(error: Error): void {
    if (!this.#events.takesRejected()) {
      this.#events.failed(error)
      return
    }
    const chunk = this.#batch.next()
    this.rejected++
    this.#events.rejected(chunk, error)
  }

  #finish(): void {
    this.#policy.deadlines?.forget(this.#batch.all.length)
    this.#batch.begin([])
    this.#events.done()
  }
}
