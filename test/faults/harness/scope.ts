/** What must be undone, however a round ends: the last first. */
export class Scope {
  readonly #ends: (() => unknown)[] = []

  teardown(end: () => unknown): void {
    this.#ends.push(end)
  }

  /** Goes on after a failure, so that one does not leave the rest behind; throws the first. */
  async close(): Promise<void> {
    const errors: unknown[] = []
    for (const end of this.#ends.splice(0).toReversed()) {
      try {
        await end()
      } catch (error) {
        errors.push(error)
      }
    }
    if (errors.length > 0) throw errors[0]
  }
}
