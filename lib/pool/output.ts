/** Where the lines of all workers go: one destination, and whoever finds it full waits for it. */
import type { Readable, Writable } from 'node:stream'
import type { Lines } from './lines.js'

export class Output {
  readonly #destination: Writable
  readonly #waiting = new Set<Readable>()
  #listening = false

  constructor(destination: Writable) {
    this.#destination = destination
  }

  /** Copies the source line by line until it ends. It is not read while the destination is full. */
  copy(source: Readable, lines: Lines): void {
    source.on('data', (piece: Buffer) => {
      if (!this.#write(lines.take(piece))) this.#hold(source)
    })
    source.once('close', () => {
      this.#waiting.delete(source)
      this.#write(lines.end())
    })
    // A pipe that breaks says 'close' as well, and so does the process.
    source.on('error', () => {})
  }

  /** False when the destination is full. One that is closed takes all and keeps nothing. */
  #write(text: Buffer): boolean {
    const { destroyed, writableEnded } = this.#destination
    return text.length === 0 || destroyed || writableEnded || this.#destination.write(text)
  }

  #hold(source: Readable): void {
    source.pause()
    // One pair of listeners for all sources: hundreds of workers are not a leak of listeners.
    if (!this.#listening) this.#destination.on('drain', this.#goOn).on('close', this.#goOn)
    this.#listening = true
    this.#waiting.add(source)
  }

  readonly #goOn = (): void => {
    this.#destination.off('drain', this.#goOn).off('close', this.#goOn)
    this.#listening = false
    const sources = [...this.#waiting]
    this.#waiting.clear()
    for (const source of sources) source.resume()
  }
}
