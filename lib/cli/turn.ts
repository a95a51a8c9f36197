/** Lets signals and timers in between work that never waits. */
import { setImmediate as nextTurn } from 'node:timers/promises'

/** How long the event loop may be held up, in ms. */
const slice = 10

export class Turn {
  readonly #signal: AbortSignal
  #begun = performance.now()

  constructor(signal: AbortSignal) {
    this.#signal = signal
  }

  /** To be awaited for each piece of work; throws the reason of the signal when that has fired. */
  async next(): Promise<void> {
    if (performance.now() - this.#begun > slice) {
      await nextTurn()
      this.#begun = performance.now()
    }
    this.#signal.throwIfAborted()
  }
}
