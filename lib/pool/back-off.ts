/** How long to wait before the next attempt: twice as long each time, and never quite the same. */

export class BackOff {
  readonly #first: number
  readonly #longest: number
  readonly #random: () => number
  #failures = 0

  /**
   * @param first - the first delay, in milliseconds
   * @param random - 0 to 1; workers that died together are not to come back together
   */
  constructor(first: number, longest: number, random: () => number = Math.random) {
    this.#first = first
    this.#longest = longest
    this.#random = random
  }

  /** Between half of the delay and all of it. */
  next(): number {
    // The exponent is bounded so that 0 * 2 ** n stays 0.
    const delay = Math.min(this.#longest, this.#first * 2 ** Math.min(this.#failures++, 52))
    return Math.round((delay * (1 + this.#random())) / 2)
  }

  /** After a success. */
  reset(): void {
    this.#failures = 0
  }
}
