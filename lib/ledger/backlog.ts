/** The messages of an acknowledged stream that are not settled: what comes next, and the figures. */
import type { AcknowledgedMessage } from './acknowledged-message.js'

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

/** A batch out of the queue. */
interface Batch {
  readonly left: number
  next(): AcknowledgedMessage
}

export class Backlog {
  readonly #maxInFlight: number
  readonly #batch: Batch
  /** Rejected by their handlers. They are in flight. */
  readonly #again: AcknowledgedMessage[] = []
  /** Taken over. Not in flight before they are delivered. */
  readonly #adopted: AcknowledgedMessage[] = []
  #inFlight = 0
  /** In flight, and left to the next reader. */
  #left = 0
  readonly #counts = { received: 0, adopted: 0, acknowledged: 0, dead: 0, redelivered: 0 }

  constructor(maxInFlight: number, batch: Batch) {
    this.#maxInFlight = maxInFlight
    this.#batch = batch
  }

  /** How many more messages may be in flight. */
  get room(): number {
    return this.#maxInFlight - this.#inFlight
  }

  /** Whether it is time to take over others' messages: those that were are delivered, and there is room. */
  get mayAdopt(): boolean {
    return this.#adopted.length === 0 && this.room > 0
  }

  /** Whether all is settled, but what is left to the next reader. */
  get isDone(): boolean {
    return this.#inFlight === this.#left
  }

  /** How many can be delivered now. */
  get ready(): number {
    return this.#again.length + this.#batch.left + Math.min(this.#adopted.length, this.room)
  }

  stats(): AcknowledgedStats {
    const { received, adopted, acknowledged, dead, redelivered } = this.#counts
    const inFlight = received + adopted - acknowledged - dead
    return { received, adopted, acknowledged, dead, inFlight, redelivered }
  }

  /**
   * The next to be delivered: what was rejected, then what was adopted, then what came out of the queue.
   *
   * @param adopting - whether adopted ones are
   */
  next(adopting: boolean): AcknowledgedMessage | undefined {
    const again = this.#again.shift()
    if (again) return again
    if (adopting && this.#adopted.length > 0 && this.room > 0) {
      this.#inFlight++
      return this.#adopted.shift()
    }
    return this.#batch.left > 0 ? this.#batch.next() : undefined
  }

  /** The batch has been filled. */
  received(): void {
    this.#counts.received += this.#batch.left
    this.#inFlight += this.#batch.left
  }

  adopt(messages: readonly AcknowledgedMessage[]): void {
    this.#counts.adopted += messages.length
    this.#adopted.push(...messages)
  }

  delivered(message: AcknowledgedMessage): void {
    if (message.attempts > 1) this.#counts.redelivered++
  }

  reject(message: AcknowledgedMessage): void {
    this.#again.push(message)
  }

  leave(): void {
    this.#left++
  }

  settled(): void {
    this.#inFlight--
    this.#counts.acknowledged++
  }

  /** One that is settled, because it was buried. */
  buried(): void {
    this.#counts.acknowledged--
    this.#counts.dead++
  }
}
