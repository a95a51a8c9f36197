/** How many items have left some readables: what they have read ahead does not count. */
import type { Readable } from 'node:stream'

export class ConsumedCount {
  readonly #limit: number
  readonly #reached: () => void
  readonly #streams = new Set<Readable>()
  #pushed = 0
  #told = false

  /** @param reached - called once when the count has reached the limit and more is read */
  constructor(limit: number, reached: () => void) {
    this.#limit = limit
    this.#reached = reached
  }

  /**
   * An item leaves by read(), an iterator, a pipe or a listener, and not all of these go the same way;
   * but all come in by push(), and what has come and is not in the buffer has left.
   */
  add(stream: Readable): void {
    const push = stream.push
    stream.push = (item, encoding) => {
      if (item !== null && ++this.#pushed > this.#limit) this.#check()
      return push.call(stream, item, encoding)
    }
    this.#streams.add(stream)
    stream.once('close', () => {
      this.#streams.delete(stream)
      this.#pushed -= stream.readableLength
    })
  }

  get value(): number {
    let value = this.#pushed
    for (const stream of this.#streams) value -= stream.readableLength
    return value
  }

  #check(): void {
    if (this.#told || this.value < this.#limit) return
    this.#told = true
    this.#reached()
  }
}
