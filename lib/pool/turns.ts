/** Changes that must not overlap: each begins when those before it are over. */

export class Turns {
  #last: Promise<unknown> = Promise.resolve()

  /** Resolves or rejects as the change does. */
  take(change: () => Promise<void>): Promise<void> {
    const turn = this.#last.then(change)
    this.#last = turn.catch(() => {})
    return turn
  }
}
