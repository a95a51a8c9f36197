/** Whole lines, each with its prefix, out of bytes that come in any pieces. */

const newline = 0x0a
const lineEnd = Buffer.from([newline])
/** A longer line is cut, so that one without an end does not fill the memory. */
const longestLine = 64 * 1024

export class Lines {
  readonly #prefix: Buffer
  readonly #note: ((line: Buffer) => void) | undefined
  #rest = Buffer.alloc(0)

  /** @param note - is told each line, without prefix and newline */
  constructor(prefix: string, note?: (line: Buffer) => void) {
    this.#prefix = Buffer.from(prefix)
    this.#note = note
  }

  /** The lines that end in this piece. */
  take(piece: Buffer): Buffer {
    const text = this.#rest.length === 0 ? piece : Buffer.concat([this.#rest, piece])
    const parts: Buffer[] = []
    let begin = 0
    for (;;) {
      const end = text.indexOf(newline, begin)
      if (end < 0 && text.length - begin < longestLine) break
      const cut = end < 0 || end - begin > longestLine
      const next = cut ? begin + longestLine : end
      this.#line(parts, text.subarray(begin, next))
      begin = cut ? next : next + 1
    }
    // A copy: the rest would hold on to the whole piece.
    this.#rest = Buffer.from(text.subarray(begin))
    return Buffer.concat(parts)
  }

  /** What came after the last newline, as a line. */
  end(): Buffer {
    const parts: Buffer[] = []
    if (this.#rest.length > 0) this.#line(parts, this.#rest)
    this.#rest = Buffer.alloc(0)
    return Buffer.concat(parts)
  }

  #line(parts: Buffer[], line: Buffer): void {
    this.#note?.(line)
    parts.push(this.#prefix, line, lineEnd)
  }
}
