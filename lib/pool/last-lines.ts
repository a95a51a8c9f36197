/** The last lines that a process wrote, for whoever asks why it ended. */

const mostLines = 20
const longestLine = 500

export class LastLines {
  readonly #lines: string[] = []

  readonly note = (line: Buffer): void => {
    this.#lines.push(line.toString('utf8', 0, longestLine))
    if (this.#lines.length > mostLines) this.#lines.shift()
  }

  /** Without blank ones: a stack trace has one before and one after. */
  list(): string[] {
    return this.#lines.filter((line) => line.trim() !== '')
  }
}
