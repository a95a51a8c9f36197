/** Erlang's restart intensity: how many ends there may be within a period. */

export class RestartIntensity {
  readonly #intensity: number
  readonly #period: number
  #times: number[] = []

  constructor(intensity: number, period: number) {
    this.#intensity = intensity
    this.#period = period
  }

  /** Notes an end. True when there have been more of them within the period than may be. */
  exceeded(now = performance.now()): boolean {
    // More than that many need not be known.
    this.#times = [...this.#times, now].filter((time) => time > now - this.#period)
    return this.#times.length > this.#intensity
  }

  /** Ends within the period. */
  get count(): number {
    return this.#times.length
  }
}
