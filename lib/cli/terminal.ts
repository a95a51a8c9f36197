/** What stdout and stderr can show. */
import { styleText } from 'node:util'

type Format = Parameters<typeof styleText>[0]
type Stream = NodeJS.WriteStream

/** Colours on a terminal, and never with NO_COLOR (https://no-color.org). */
function coloured(stream: Stream): boolean {
  return stream.isTTY && !process.env['NO_COLOR'] && process.env['TERM'] !== 'dumb'
}

export function paint(format: Format, text: string, stream: Stream = process.stdout): string {
  // It would look at the environment as well, and at FORCE_COLOR first.
  return coloured(stream) ? styleText(format, text, { validateStream: false }) : text
}

/** Columns of the terminal; unlimited where there is none. */
export function columns(stream: Stream = process.stdout): number {
  return stream.isTTY ? stream.columns : Number.POSITIVE_INFINITY
}
