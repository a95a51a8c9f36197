/** Progress of long work, on stderr when that is a terminal and the work takes longer than a moment. */
import { bar } from './bar.js'
import { cut } from './table.js'
import { columns } from './terminal.js'
import { plural } from './units.js'

const interval = 100

export class Progress {
  readonly #verb: string
  readonly #total: number
  readonly #begun = performance.now()
  #last = this.#begun
  #shown = false

  /** @param total - messages or bytes to come; 0 when that is not known */
  constructor(verb: string, total = 0) {
    this.#verb = verb
    this.#total = total
  }

  /** Says how far it is; cheap enough to be called for each message. */
  update(count: number, done = count): void {
    if (!process.stderr.isTTY) return
    const now = performance.now()
    if (now - this.#last < interval) return
    this.#last = now
    this.#shown = true
    const rate = Math.round((count / (now - this.#begun)) * 1000)
    const text = `${this.#verb} ${this.#bar(done)}${plural(count, 'message')}, ${rate}/s`
    process.stderr.write(`\r\x1b[K${cut(text, columns(process.stderr) - 1)}`)
  }

  /** Clears the line. */
  end(): void {
    if (this.#shown) process.stderr.write('\r\x1b[K')
  }

  #bar(done: number): string {
    if (this.#total === 0) return ''
    const share = Math.min(1, done / this.#total)
    return `▕${bar(share, 20)}▏ ${Math.floor(share * 100)}% `
  }
}
