/** Messages that were handed out too often: sent elsewhere before they leave the ledger. */
import type { AcknowledgedMessage } from './acknowledged-message.js'
import type { Burial, DeadLetter, DeadMessage } from './acknowledged-options.js'

/** How long after a failure it is tried again, in milliseconds. */
const pause = 1000

export interface DeadLetterEvents {
  buried(message: AcknowledgedMessage, dead: DeadMessage): void
  failed(error: Error, dead: DeadMessage): void
}

export class DeadLetters {
  readonly #maxAttempts: number
  readonly #deadLetter: DeadLetter
  readonly #events: DeadLetterEvents
  readonly #ended = new AbortController()
  readonly #timers = new Set<NodeJS.Timeout>()

  constructor({ maxAttempts, deadLetter }: Burial, events: DeadLetterEvents) {
    this.#maxAttempts = maxAttempts
    this.#deadLetter = deadLetter
    this.#events = events
  }

  /** Whether it has had all its attempts before this one. */
  isDead(message: AcknowledgedMessage): boolean {
    return message.attempts > this.#maxAttempts
  }

  /** Sends it, and again after each failure, until it is sent or close() is called. */
  bury(message: AcknowledgedMessage): void {
    const { type, data, lengthCertain } = message
    // What the message says is the attempt that is not made.
    const dead: DeadMessage = { type, data, attempts: message.attempts - 1, lengthCertain }
    this.#send(dead).then(
      () => {
        if (!this.#ended.signal.aborted) this.#events.buried(message, dead)
      },
      (error: unknown) => {
        if (this.#ended.signal.aborted) return
        this.#events.failed(error instanceof Error ? error : new Error(String(error)), dead)
        this.#later(message)
      },
    )
  }

  /** Whatever is not sent by now stays in the ledger. */
  close(): void {
    this.#ended.abort()
    for (const timer of this.#timers) clearTimeout(timer)
  }

  async #send(dead: DeadMessage): Promise<void> {
    const deadLetter = this.#deadLetter
    if (typeof deadLetter === 'function') {
      await deadLetter(dead)
    } else {
      const { signal } = this.#ended
      await deadLetter.queue.send(dead.data, { type: deadLetter.type ?? dead.type, signal })
    }
  }

  #later(message: AcknowledgedMessage): void {
    // It holds up neither the end of the process nor that of the stream.
    const timer = setTimeout(() => {
      this.#timers.delete(timer)
      this.bury(message)
    }, pause)
    this.#timers.add(timer.unref())
  }
}
