/** Where each numbered message came to light, and how often. */
import { numberOf } from './message.js'

export interface Summary {
  readonly end: number
  readonly handled: number
  readonly missing: number
  readonly twice: number
  readonly torn: number
  readonly disorder: number
}

export class Account {
  /** How often each number was there. */
  readonly #seen: number[] = []
  torn = 0
  /** Messages whose number was not above that of the one before. */
  disorder = 0
  handled = 0
  #last = -1

  /** Returns the number, or undefined when the message is torn. */
  take(text: Buffer): number | undefined {
    const number = numberOf(text)
    this.handled++
    if (number === undefined) {
      this.torn++
      return undefined
    }
    if (number <= this.#last) this.disorder++
    this.#last = number
    this.#seen[number] = (this.#seen[number] ?? 0) + 1
    return number
  }

  /** One more than the highest number that was there. */
  get end(): number {
    return this.#seen.length
  }

  /** How many that came again. */
  get twice(): number {
    return this.#seen.reduce((sum, count) => sum + Math.max(0, (count ?? 0) - 1), 0)
  }

  /** Which of 0 to `end` - 1 were never there. */
  missing(end: number): number[] {
    const numbers: number[] = []
    for (let number = 0; number < end; number++) if (!this.#seen[number]) numbers.push(number)
    return numbers
  }

  /** What one process tells another of it. */
  summary(): Summary {
    const { end, handled, twice, torn, disorder } = this
    return { end, handled, missing: this.missing(end).length, twice, torn, disorder }
  }
}
