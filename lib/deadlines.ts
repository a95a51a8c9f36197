/** How long each chunk of a Writable may wait: from its write() on, wherever it waits. */
import type { Writable } from 'node:stream'

/**
 * Calls `note` at each chunk that is written. Methods of this stream alone: one without a limit has
 * Node's own, and pays nothing.
 */
function noteWrites(stream: Writable, note: () => void): void {
  const { write, end } = stream
  // Casts: the types of the arguments are those of one of the overloads, and all are passed on.
  stream.write = ((...args: Parameters<Writable['write']>) => {
    // Node throws for null, and takes undefined for a chunk here, but not in end().
    if (args[0] !== null) note()
    return write.apply(stream, args)
  }) as Writable['write']
  stream.end = ((...args: Parameters<Writable['end']>) => {
    const chunk: unknown = args[0]
    if (chunk !== null && chunk !== undefined && typeof chunk !== 'function') note()
    return end.apply(stream, args)
  }) as Writable['end']
}

export class Deadlines {
  /** In ms. */
  readonly timeout: number
  readonly #late: () => void
  /** When each chunk is over; first those that are under way, then those behind them. */
  #ends: number[] = []
  #timer: NodeJS.Timeout | undefined

  /** @param late - called when the chunk that the timer was set for is over */
  constructor(stream: Writable, timeout: number, late: () => void) {
    this.timeout = timeout
    this.#late = late
    noteWrites(stream, () => this.#ends.push(performance.now() + timeout))
  }

  /** The first `count` chunks are done with. */
  forget(count: number): void {
    this.#ends = this.#ends.slice(count)
  }

  /** Whether this chunk, counted from the oldest that is under way, has waited long enough. */
  over(index: number): boolean {
    return this.#left(index) <= 0
  }

  /** Sets the timer for this chunk, and for no other. */
  watch(index: number): void {
    clearTimeout(this.#timer)
    // The wait itself says whether the process stays alive for it.
    this.#timer = setTimeout(this.#late, Math.ceil(this.#left(index))).unref()
  }

  close(): void {
    clearTimeout(this.#timer)
  }

  #left(index: number): number {
    // Each chunk came by write() or end(), so it is there.
    return (this.#ends[index] as number) - performance.now()
  }
}
