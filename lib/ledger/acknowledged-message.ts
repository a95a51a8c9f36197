/** A message that stays in the ledger until its handler is done with it. */
import type { Message, MessageType } from '../message.js'

/** Where a message is kept: a slot of the reader's own ledger, or of one that it has adopted. */
export interface Place {
  readonly ledger: number
  readonly slot: number
  /** The two words of each slot of an own ledger; an adopted one is written by calls. */
  readonly words: Int32Array | undefined
}

/** Who keeps it there, and is told what becomes of it. The last two throw when the ledger is closed. */
export interface Keeper {
  begin(place: Place, attempts: number): void
  settle(place: Place): void
  again(place: Place, message: AcknowledgedMessage): void
}

/** What is known of a message beside its bytes. */
export interface Circumstances {
  readonly attempts: number
  readonly lengthCertain: boolean
  readonly framed: boolean | undefined
}

/** A message of an acknowledged stream: call `ack()` once it is handled, or `nack()` to have it again. */
export class AcknowledgedMessage implements Message {
  readonly type: MessageType
  /** The bytes; a copy of what is in the ledger, and a view of memory that neighbours share. */
  readonly data: Buffer
  /** How often it was handed to a handler, this time included: 1, then 2, ... up to 65,535. */
  readonly attempts: number
  /**
   * Whether `data` surely ends where the message did. False only after a reader was killed in the
   * moment in which it received the message, and only if the bytes are not UTF-8: then `data` may lack
   * bytes at its end, for random ones in one case of 256. With `frame: true` it is never false of a
   * framed message.
   */
  readonly lengthCertain: boolean
  /** Only with the option `frame`: whether it had a frame that fits, which `data` is without. */
  declare readonly framed?: boolean
  readonly #keeper: Keeper
  readonly #place: Place
  #settled = false

  /** @internal */
  constructor(
    keeper: Keeper,
    place: Place,
    type: MessageType,
    data: Buffer,
    { attempts, lengthCertain, framed }: Circumstances,
  ) {
    this.#keeper = keeper
    this.#place = place
    this.type = type
    this.data = data
    this.attempts = attempts
    this.lengthCertain = lengthCertain
    if (framed !== undefined) this.framed = framed
  }

  /** @internal It is about to be handed to a handler: the attempt counts, also if that never returns. */
  begin(): void {
    this.#keeper.begin(this.#place, this.attempts)
  }

  /**
   * The message is handled: it goes out of the ledger, and is never delivered again. In any order, and
   * harmless when it was called before, or after nack().
   *
   * @throws LedgerError ERR_LEDGER_CLOSED after the stream was closed: it will be delivered again
   */
  ack(): void {
    if (this.#settled) return
    this.#keeper.settle(this.#place)
    this.#settled = true
  }

  /**
   * The message is not handled: this stream delivers it again, before all others and with one attempt
   * more; after stop() the next reader of the queue does. Harmless after ack().
   *
   * @throws LedgerError ERR_LEDGER_CLOSED after the stream was closed: it will be delivered again
   */
  nack(): void {
    if (this.#settled) return
    this.#keeper.again(this.#place, this)
    this.#settled = true
  }
}
