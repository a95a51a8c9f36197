/** The command line of the job runner. */
import { parseArgs } from 'node:util'

export const usage = `Usage: npm start -- [options]

A UDP proxy that puts each datagram into a queue and answers OK or ER, and workers that print them.

  --host HOST    address to listen on     (default 127.0.0.1)
  --port PORT    UDP port, 0 picks one    (default 9999)
  --key KEY      key of the queue         (default 0x3000111)
  --mode MODE    its permissions, octal   (default 600)
  --timeout MS   a datagram that finds no room in the queue in this time is
                 answered ER              (default 1000)
  --workers N    worker processes         (default 2)
  --help         this text

Try:  echo hello | nc -u -w1 127.0.0.1 9999
`

export interface Options {
  readonly host: string
  readonly port: number
  readonly key: string
  readonly mode: number
  /** How long a datagram may wait for room in the queue, in ms. */
  readonly timeout: number
  readonly workers: number
}

function integer(name: string, text: string, max: number, radix = 10): number {
  const value = Number.parseInt(text, radix)
  if (value.toString(radix) !== text.replace(/^0+(?=.)/, '') || value > max) {
    throw new RangeError(
      `--${name} must be an integer from 0 to ${max.toString(radix)}; got ${text}`,
    )
  }
  return value
}

/** Throws with a message for the user; null when help is asked for. */
export function parseOptions(args: string[]): Options | null {
  const { values } = parseArgs({
    args,
    options: {
      host: { type: 'string', default: '127.0.0.1' },
      port: { type: 'string', default: '9999' },
      key: { type: 'string', default: '0x3000111' },
      mode: { type: 'string', default: '600' },
      timeout: { type: 'string', default: '1000' },
      workers: { type: 'string', default: '2' },
      help: { type: 'boolean', default: false },
    },
  })
  if (values.help) return null
  return {
    host: values.host,
    port: integer('port', values.port, 65535),
    // Decimal is accepted as well as the hex that ipcs prints.
    key: /^\d+$/.test(values.key) ? `0x${Number(values.key).toString(16)}` : values.key,
    mode: integer('mode', values.mode, 0o777, 8),
    timeout: integer('timeout', values.timeout, 2 ** 31 - 1),
    workers: integer('workers', values.workers, 64),
  }
}
