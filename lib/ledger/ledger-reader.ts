/** The addon's reader with its ledger: takes messages into it, adopts others, settles what is handled. */
import { constants } from 'node:os'
import { type QueueIdentity, queueError, useError } from '../errors.js'
import { withoutFrame } from '../frame.js'
import type { MessageType } from '../message.js'
import { type NativeAcknowledgedReader, type NativeProblem, native } from '../native.js'
import { makeTable, readText, readType } from '../table.js'
import {
  AcknowledgedMessage,
  type Circumstances,
  type Keeper,
  type Place,
} from './acknowledged-message.js'
import { keptMessage } from './kept.js'
import {
  closedError,
  type LedgerError,
  ledgerError,
  queueKind,
  writeError,
} from './ledger-error.js'

const { E2BIG, ENOBUFS, ENOMSG } = constants.errno
const slabSize = 64 * 1024
const maxBatch = 256
// Words of the table's header.
const slabNumberWord = 0
const ledgerNumberWord = 1
// Of the two words of a slot; see cpp/core/ledger/format.hpp.
const free = 0
const firstDelivery: Circumstances = { attempts: 1, lengthCertain: true, framed: undefined }

/** What the reader tells its stream. */
export interface LedgerEvents {
  /** A wait is over. */
  ready(): void
  /** A message is settled. */
  settled(): void
  /** A message was rejected by its handler, and is to be delivered again: this is its successor. */
  again(message: AcknowledgedMessage): void
  refused(error: LedgerError): void
  failed(error: Error): void
}

/** What a take() has come to: messages, or why there are none. */
export type Taken = 'messages' | 'empty' | 'full' | Error

export class LedgerReader implements Keeper {
  readonly #queue: QueueIdentity
  readonly #directory: string
  readonly #framed: boolean
  readonly #events: LedgerEvents
  readonly #native: NativeAcknowledgedReader
  readonly #table = makeTable(maxBatch)
  readonly #slots = new Int32Array(maxBatch)
  #memory = new ArrayBuffer(0)
  #slabNumber = 0
  #ledgerNumber = 0
  /** Of the slots of the own ledger. */
  #places: Place[] = []
  /** The batch: entries from #next to #count have not been asked for yet. */
  #next = 0
  #count = 0
  #closed = false

  constructor(
    queue: QueueIdentity & { readonly id: number },
    selection: { type: MessageType; except: boolean; framed: boolean },
    directory: string,
    events: LedgerEvents,
  ) {
    this.#queue = queue
    this.#directory = directory
    this.#events = events
    const { type, except, framed } = selection
    this.#framed = framed
    const { AcknowledgedReader } = native
    this.#native = new AcknowledgedReader(
      queue.id,
      type,
      except,
      slabSize,
      this.#table,
      this.#slots,
    )
    this.#native.onready = () => {
      // The notice of a wait that was cancelled may come while the next one is on.
      if (!this.#native.waiting()) events.ready()
    }
  }

  /** Makes the ledger; an Error if there can be none. */
  open(slots: number): Error | undefined {
    const problem = this.#native.open(this.#directory, slots)
    return problem && this.#errorOf(problem)
  }

  keepAlive(alive: boolean): void {
    this.#native.keepAlive(alive)
  }

  /** Messages that next() returns before there is another take(). */
  get left(): number {
    return this.#count - this.#next
  }

  /** Takes up to `limit` messages out of the queue. Precondition: none are left, and no wait is on. */
  take(limit: number): Taken {
    const result = this.#native.fill(Math.min(limit, maxBatch))
    if (result > 0) {
      this.#next = 0
      this.#count = result
      this.#look()
      return 'messages'
    }
    if (result === -ENOMSG) return 'empty'
    if (result === -ENOBUFS) return 'full'
    if (result === -E2BIG) return this.#errorOf(this.#native.problem())
    return useError(-result, 'msgrcv', this.#queue)
  }

  /** Precondition: one is left. */
  next(): AcknowledgedMessage {
    const entry = this.#next++
    // Within the ledger, because the addon said so.
    const place = this.#places[this.#slots[entry] as number] as Place
    const type = readType(this.#table, entry)
    const data = readText(this.#table, entry, this.#memory)
    if (!this.#framed) return new AcknowledgedMessage(this, place, type, data, firstDelivery)
    const { data: text, framed } = withoutFrame({ type, data })
    return new AcknowledgedMessage(this, place, type, text, { ...firstDelivery, framed })
  }

  /** Waits for a message on the waiting thread. Precondition: the last take() said 'empty'. */
  wait(): Error | undefined {
    const result = this.#native.wait()
    return result < 0 ? queueError(-result, 'pthread_create', this.#queue) : undefined
  }

  /** Ends the wait. True if a message had been taken by then: take() returns it first. */
  cancel(): boolean {
    return this.#native.cancel()
  }

  /** Takes over what the dead have left, about `enough` messages. */
  adopt(enough: number): AcknowledgedMessage[] | Error {
    const { problem, messages, refused } = this.#native.adopt(enough)
    if (problem) return this.#errorOf(problem)
    for (const [name, kind, errno] of refused) {
      this.#events.refused(ledgerError(kind, errno, `${this.#directory}/${name}`))
    }
    return messages.map((kept) => {
      const place = { ledger: kept.ledger, slot: kept.slot, words: undefined }
      return keptMessage(this, place, kept, kept.attempts + 1, this.#framed)
    })
  }

  /** Precondition: not closed. */
  begin({ ledger, slot, words }: Place, attempts: number): void {
    const counted = Math.min(attempts, 0xffff)
    if (words) words[2 * slot + 1] = (counted << 16) | (~counted & 0xffff)
    else this.#written(this.#native.beginAttempt(ledger, slot, counted))
  }

  settle({ ledger, slot, words }: Place): void {
    if (this.#closed) throw closedError()
    if (words) words[2 * slot] = free
    else this.#written(this.#native.settle(ledger, slot))
    this.#events.settled()
  }

  again(place: Place, message: AcknowledgedMessage): void {
    if (this.#closed) throw closedError()
    // The handler may have changed its copy.
    const kept = this.#native.read(place.ledger, place.slot)
    if (Array.isArray(kept)) this.#events.failed(this.#errorOf(kept))
    else this.#events.again(keptMessage(this, place, kept, message.attempts + 1, this.#framed))
  }

  /** @param discard - whether the messages are gone with their queue */
  close(discard: boolean): void {
    this.#closed = true
    this.#native.close(discard)
  }

  /** Where the batch lies: another slab, another ledger. */
  #look(): void {
    const slabNumber = this.#table[slabNumberWord] as number
    if (this.#slabNumber !== slabNumber) {
      this.#slabNumber = slabNumber
      this.#memory = this.#native.slab()
    }
    const ledger = this.#table[ledgerNumberWord] as number
    if (this.#ledgerNumber !== ledger) {
      this.#ledgerNumber = ledger
      const words = new Int32Array(this.#native.words())
      this.#places = Array.from({ length: words.length / 2 }, (_, slot) => ({
        ledger,
        slot,
        words,
      }))
    }
  }

  #written(result: number): void {
    if (result < 0) this.#events.failed(writeError(-result))
  }

  #errorOf([kind, errno]: NativeProblem): Error {
    if (kind === queueKind) return useError(errno, 'msgctl', this.#queue)
    return ledgerError(kind, errno, this.#directory)
  }
}
