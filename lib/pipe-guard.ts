/** Holds messages back from a pipe that has failed: what it is given then is lost. */
import type { Readable } from 'node:stream'

/**
 * pipe() goes on for a moment with a destination that was destroyed within its write(), as since Node 24
 * every one that throws there.
 */
export class PipeGuard {
  readonly #readable: Readable
  readonly #resume: () => void
  #resumption: NodeJS.Immediate | undefined

  /** @param resume - hands over what was held back, where there are other pipes */
  constructor(readable: Readable, resume: () => void) {
    this.#readable = readable
    this.#resume = resume
  }

  /** Whether nothing is to be handed over now. */
  get holds(): boolean {
    if (!this.#hasFailed) return false
    // pipe() lets go of it in a tick of this turn.
    this.#resumption ??= setImmediate(() => {
      this.#resumption = undefined
      if (this.#hasFailed || !this.#readable.readableFlowing) return
      this.#readable.pause().resume()
      this.#resume()
    })
    return true
  }

  /** To be called when the stream is destroyed. */
  close(): void {
    clearImmediate(this.#resumption)
  }

  get #hasFailed(): boolean {
    // In all releases since Node 14; a test fails where it is not.
    const { _readableState: state } = this.#readable as unknown as {
      _readableState: { pipes: readonly { destroyed?: boolean }[] }
    }
    return state.pipes.some(isDestroyed)
  }
}

function isDestroyed({ destroyed }: { destroyed?: boolean }): boolean {
  return destroyed === true
}
