/**
 * stdout: what was written is known to be with the kernel, and a reader that went away is noticed.
 * Precondition: somebody listens to its 'error', which comes beside the callback of each write.
 */
import { fstatSync, writeSync } from 'node:fs'
import { setTimeout as sleep } from 'node:timers/promises'
import { isatty } from 'node:tty'
import { BrokenPipe } from './failure.js'
import { hasReader, takeUnread } from './pipe.js'

/** PIPE_BUF: a pipe takes so much whole, or nothing of it. */
export const pieceSize = 4096

/** How long an interrupt waits for a reader that does not read, in ms. */
const grace = 500

/** How long it waits to see whether the reader goes as well, in ms. */
const moment = 200

export class Output {
  /** Bytes that the kernel took. */
  accepted = 0
  /** Whether stdout is a pipe of the shell. */
  readonly isPipe = fstatSync(1).isFIFO()
  // Node waits for room in a pipe, a socket or a terminal. With a file it would not tell how much
  // of a write a full disk has taken.
  readonly #isStream = this.isPipe || fstatSync(1).isSocket() || isatty(1)
  #giveUp: ((reason: unknown) => void) | undefined

  /** @param signal - when it fires, a write whose reader does not go on is given up */
  constructor(signal?: AbortSignal) {
    signal?.addEventListener('abort', () => {
      setInterval(() => this.#giveUp?.(signal.reason), grace).unref()
    })
  }

  /** Resolves when the kernel has all of it; rejects with a BrokenPipe when nobody will read it. */
  async write(data: string | Uint8Array): Promise<void> {
    const bytes = typeof data === 'string' ? Buffer.from(data) : data
    for (let at = 0; at < bytes.length; at += pieceSize) {
      const piece = bytes.subarray(at, at + pieceSize)
      if (this.#isStream) await this.#writeToStream(piece)
      else writeToFile(piece)
      this.accepted += piece.length
    }
  }

  /**
   * Takes back what nobody will read: of a pipe whose reader is gone. 0 where that can't be known.
   *
   * @returns how many bytes at the end of what was accepted
   */
  takeUnread(): number {
    return this.isPipe ? takeUnread() : 0
  }

  /** Whether the reader of a pipe goes within a moment, as it does when Ctrl-C ends both. */
  async abandoned(): Promise<boolean> {
    if (!this.isPipe) return false
    for (const end = performance.now() + moment; performance.now() < end; await sleep(10)) {
      if (!hasReader()) return true
    }
    return false
  }

  #writeToStream(piece: Uint8Array): Promise<void> {
    return new Promise((resolve, reject) => {
      this.#giveUp = reject
      process.stdout.write(piece, (error) => {
        // EPIPE; of a socket ECONNRESET, of a terminal EIO: there is nobody who could read it.
        if (error) reject(new BrokenPipe())
        else resolve()
      })
    })
  }
}

function writeToFile(piece: Uint8Array): void {
  for (let at = 0; at < piece.length; ) at += writeSync(1, piece, at)
}
