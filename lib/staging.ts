/** Texts on their way out: written one behind the other into memory that the addon sends from. */
import { type QueueIdentity, queueError, tooBigError } from './errors.js'
import { limits } from './limits.js'
import type { MessageData, MessageType } from './message.js'
import type { NativeSender } from './native.js'
import { readLength, writeEntry } from './table.js'

/** Before each text the addon writes its mtype; 8 keeps the next one aligned. */
const gap = 8
const initialSize = 64 * 1024

export class Staging {
  readonly #queue: QueueIdentity
  readonly #native: NativeSender
  readonly #table: Int32Array
  readonly #capacity: number
  #memory = Buffer.alloc(0)
  #used = 0
  /** Entries that are staged. */
  count = 0

  constructor(queue: QueueIdentity, native: NativeSender, table: Int32Array, capacity: number) {
    this.#queue = queue
    this.#native = native
    this.#table = table
    this.#capacity = capacity
  }

  /** For the next batch. Precondition: nothing of the last one is still to be sent. */
  clear(): void {
    this.#used = 0
    this.count = 0
  }

  /**
   * Adds a message.
   *
   * @returns false when it has no room beside those before it: send them first
   * @throws QueueError ERR_MESSAGE_TOO_BIG, ENOMEM
   */
  add(data: MessageData, type: MessageType): boolean {
    const offset = this.#used + gap
    const text = typeof data === 'string'
    // No more than three bytes of UTF-8 for each unit of a string; exact only where it matters.
    let size = text ? data.length * 3 : data.length
    if (text && offset + size > this.#memory.length) size = Buffer.byteLength(data, 'utf8')
    if (this.count === this.#capacity) return false
    if (offset + size > this.#memory.length) {
      if (this.count > 0) return false
      this.#grow(size)
    }
    if (text) size = this.#memory.write(data, offset, 'utf8')
    // One whose memory was transferred away is empty, and set() would not take it.
    else if (size > 0) this.#memory.set(data, offset)
    writeEntry(this.#table, this.count++, offset, size, type)
    this.#used = Math.ceil((offset + size) / gap) * gap
    return true
  }

  /** Bytes of a staged text. */
  size(entry: number): number {
    return readLength(this.#table, entry)
  }

  #grow(size: number): void {
    // Over the first block only: it would be refused, and need not have memory.
    const { msgmax } = limits()
    if (size > msgmax && size > initialSize - gap) {
      throw tooBigError(size, msgmax, 'kernel.msgmax', this.#queue)
    }
    const memory = this.#native.staging(Math.max(initialSize, gap + size))
    if (typeof memory === 'number') throw queueError(-memory, 'msgsnd', this.#queue)
    this.#memory = Buffer.from(memory)
  }
}
