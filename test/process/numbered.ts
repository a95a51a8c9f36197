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
