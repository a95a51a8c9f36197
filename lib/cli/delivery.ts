/** Messages on their way to stdout: those that nobody read go back into their queue. */
import { setTimeout as sleep } from 'node:timers/promises'
import type { Message, MessageQueue } from '../index.js'
import { BrokenPipe } from './failure.js'
import { giveBack } from './give-back.js'
import type { Output } from './output.js'

/** The most that a pipe can hold unread (fs.pipe-max-size). */
const pipeCapacity = 1024 * 1024

interface Sent {
  readonly message: Message
  /** Where it ends in all that was written. */
  readonly end: number
}

export class Delivery {
  /** Messages that were handed over. */
  count = 0
  readonly #queue: MessageQueue
  readonly #output: Output
  readonly #encode: (message: Message) => Buffer
  readonly #cautious: number
  /** Batches that may be in the pipe still. */
  readonly #recent: Sent[][] = []

  /** @param cautious - so many are written to a pipe one by one, so that its reader can go in between */
  constructor(
    queue: MessageQueue,
    output: Output,
    encode: (message: Message) => Buffer,
    cautious: number,
  ) {
    this.#queue = queue
    this.#output = output
    this.#encode = encode
    this.#cautious = output.isPipe ? cautious : 0
  }

  /** How many messages to hand over at once. */
  get room(): number {
    return this.count < this.#cautious ? 1 : 256
  }

  /**
   * Resolves when stdout has them. When it fails, what was not read is back in the queue first;
   * of a pipe that was closed this includes what was written before and is in it still.
   */
  async deliver(messages: readonly Message[]): Promise<void> {
    const parts = messages.map(this.#encode)
    let end = this.#output.accepted
    this.#recent.push(
      messages.map((message, index) => {
        end += (parts[index] as Buffer).length
        return { message, end }
      }),
    )
    try {
      await this.#output.write(Buffer.concat(parts))
    } catch (error) {
      await this.#takeBack(error instanceof BrokenPipe)
      throw error
    }
    this.#forget()
    // A reader such as head(1) ends when it has enough: what it has not been sent, it can't lose.
    if (this.room === 1) await sleep(Math.max(1, 10 - this.count))
    this.count += messages.length
  }

  /**
   * To be called after a signal, which may have ended the reader of a pipe as well: what that has not
   * read goes back.
   */
  async recall(): Promise<void> {
    if (await this.#output.abandoned()) await this.#takeBack(true)
  }

  async #takeBack(readerIsGone: boolean): Promise<void> {
    const read = this.#output.accepted - (readerIsGone ? this.#output.takeUnread() : 0)
    const left = this.#recent
      .splice(0)
      .flat()
      .filter(({ end }) => end > read)
    await giveBack(
      this.#queue,
      left.map(({ message }) => message),
    )
  }

  #forget(): void {
    const safe = this.#output.accepted - (this.#output.isPipe ? pipeCapacity : 0)
    while (this.#recent[0]?.every(({ end }) => end <= safe)) this.#recent.shift()
  }
}
