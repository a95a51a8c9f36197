/** The alternate screen of a terminal, and the terminal as it was on every way out. */
import { writeSync } from 'node:fs'

const enter = '\x1b[?1049h\x1b[?25l'
const leave = '\x1b[?25h\x1b[?1049l'
const home = '\x1b[H'
const clearLine = '\x1b[K'
const clearBelow = '\x1b[J'

/** Keys are read raw from stdin. */
export class Screen {
  #open = true

  constructor(onKey: (key: string) => void, onResize: () => void) {
    process.stdin.setRawMode(true)
    process.stdin.setEncoding('utf8').on('data', onKey)
    process.stdout.on('resize', onResize)
    process.stdout.write(enter)
    // Also after an exception and after process.exit().
    process.once('exit', () => this.close())
  }

  /** Precondition: no more lines than the terminal has rows. */
  draw(lines: readonly string[]): void {
    const text = lines.map((line) => `${line}${clearLine}`).join('\r\n')
    process.stdout.write(`${home}${text}${clearBelow}`)
  }

  close(): void {
    if (!this.#open) return
    this.#open = false
    process.stdin.setRawMode(false)
    process.stdin.pause()
    // At once: at the exit nothing that waits is written any more.
    writeSync(1, leave)
  }
}
