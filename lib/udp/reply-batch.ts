/** Answers on their way out: those of a turn of the event loop go in one system call. */
import type { MessageData } from '../message.js'
import type { NativeUdpSocket } from '../native.js'
import type { Sender, Senders } from './sender.js'
import { capacityOf, wordOf } from './udp-table.js'

// Word of the table's header. The addon sends what it counts also when the environment ends.
const stagedWord = 0

export class ReplyBatch {
  readonly #native: NativeUdpSocket
  readonly #senders: Senders
  readonly #table: Int32Array
  readonly #capacity: number
  readonly #memory: Buffer
  #staged = 0
  #used = 0
  /** The last text: the answers of a turn are mostly the same, and written once. */
  #text: string | undefined
  #offset = 0
  #size = 0
  #atOnce = false

  constructor(native: NativeUdpSocket, senders: Senders, table: Int32Array, memory: Buffer) {
    this.#native = native
    this.#senders = senders
    this.#table = table
    this.#capacity = capacityOf(table)
    this.#memory = memory
  }

  /** False when it is larger than the memory, and so than any datagram. */
  add(data: MessageData, sender: Sender): boolean {
    if (this.#staged === this.#capacity) this.flush()
    if (this.#text === undefined || data !== this.#text) {
      if (!this.#write(data)) return false
    }
    const word = wordOf(this.#staged++)
    this.#table[word] = this.#offset
    this.#table[word + 1] = this.#size
    this.#table[word + 2] = this.#senders.numberOf(sender)
    this.#table[stagedWord] = this.#staged
    if (this.#atOnce) this.flush()
    // At the end of the turn: what comes of a batch of datagrams comes in several ticks of it.
    else if (this.#staged === 1) setImmediate(this.#endTurn)
    return true
  }

  /** Sends what there is. */
  flush(): void {
    if (this.#staged === 0) return
    this.#native.send()
    this.clear()
  }

  /** Sends what there is, and from now on each answer when it is given: there are no more turns. */
  flushAtOnce(): void {
    this.#atOnce = true
    this.flush()
  }

  /** Forgets what there was. */
  clear(): void {
    this.#staged = 0
    this.#used = 0
    this.#text = undefined
  }

  readonly #endTurn = (): void => this.flush()

  #write(data: MessageData): boolean {
    const text = typeof data === 'string'
    const size = text ? Buffer.byteLength(data, 'utf8') : data.length
    if (size > this.#memory.length) return false
    if (this.#used + size > this.#memory.length) this.flush()
    if (text) this.#memory.write(data, this.#used, 'utf8')
    else this.#memory.set(data, this.#used)
    this.#text = text ? data : undefined
    this.#offset = this.#used
    this.#size = size
    this.#used += size
    return true
  }
}
