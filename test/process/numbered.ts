/** Numbered messages, so that each can be asked for: where is it, and is it there once? */
import type { MessageQueue } from '../../lib/index.js'

/** The number, and filling up to `size` bytes. */
export function numbered(number: number, size = 100): Buffer {
  const text = Buffer.alloc(size)
  text.writeUInt32LE(number)
  return text
}

export function numberOf(text: Buffer): number {
  return text.readUInt32LE()
}

/** Sends messages `from` to `end` - 1; there must be room. */
export function sendNumbered(queue: MessageQueue, from: number, end: number): void {
  for (let number = from; number < end; number++) {
    if (!queue.trySend(numbered(number))) throw new Error(`no room for message ${number}`)
  }
}

/** Sends numbered messages as fast as there is room, until end(). */
export class NumberedLoad {
  sent = 0
  #over = false
  readonly #sending: Promise<void>

  constructor(queue: MessageQueue) {
    this.#sending = this.#send(queue)
    // Where the test fails, its end closes the queue.
    this.#sending.catch(() => {})
  }

  /** Resolves when the last one is sent. */
  async end(): Promise<void> {
    this.#over = true
    await this.#sending
  }

  async #send(queue: MessageQueue): Promise<void> {
    for (; !this.#over; this.sent++) await queue.send(numbered(this.sent, 16))
  }
}

/** Takes all that is in the queue. */
export function takeNumbers(queue: MessageQueue): number[] {
  const numbers: number[] = []
  for (let message = queue.tryReceive(); message; message = queue.tryReceive()) {
    numbers.push(numberOf(message.data))
  }
  return numbers
}

/** Which of 0 to `sent` - 1 are nowhere, and which are there more often than once. */
export function account(sent: number, ...places: readonly number[][]) {
  const seen = new Array<number>(sent).fill(0)
  for (const number of places.flat()) seen[number] = (seen[number] ?? 0) + 1
  const having = (test: (count: number) => boolean) =>
    seen.flatMap((count, number) => (test(count) ? [number] : []))
  return { missing: having((count) => count === 0), twice: having((count) => count > 1) }
}

export const allOnce = { missing: [], twice: [] }

/** 0 to `end` - 1. */
export function upTo(end: number): number[] {
  return Array.from({ length: end }, (_, number) => number)
}
