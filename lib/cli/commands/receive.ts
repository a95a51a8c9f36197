/** sysvmq receive: takes messages and prints them; what nobody reads goes back. */
import { setImmediate as nextTurn } from 'node:timers/promises'
import { Option } from 'commander'
import type { Message, Selection } from '../../index.js'
import { type CommonOptions, newCommand } from '../command.js'
import { Delivery } from '../delivery.js'
import { exitCode } from '../exit-codes.js'
import { Failure, toFailure } from '../failure.js'
import { interruptSignal } from '../interrupt.js'
import { encode, type Format, formats } from '../message-format.js'
import { Output } from '../output.js'
import { takeBatch, waitForOne } from '../take.js'
import { nameOf, openTarget, parseTarget, type Target, targetHelp } from '../target.js'
import { plural } from '../units.js'
import { duration, integer, selection, selectionHelp } from '../values.js'

interface Options extends CommonOptions {
  readonly type: Selection
  readonly count?: number
  readonly follow?: true
  readonly timeout?: number
  readonly format: Format
}

async function receive(target: Target, options: Options): Promise<void> {
  const { type, count = Number.POSITIVE_INFINITY, follow, json } = options
  const waits = follow || options.timeout !== undefined || options.count !== undefined
  const timeout = options.timeout ?? Number.POSITIVE_INFINITY
  const queue = openTarget(target)
  const signal = interruptSignal()
  const format = json ? 'jsonl' : options.format
  const output = new Output(signal)
  const delivery = new Delivery(queue, output, (message) => encode(message, format), 100)

  const next = async (): Promise<Message[]> => {
    const batch = takeBatch(queue, type, Math.min(delivery.room, count - delivery.count))
    if (batch.length > 0 || !waits || delivery.count === count) return batch
    const message = await waitForOne(queue, { ...type, timeout, signal })
    return message ? [message] : []
  }
  try {
    for (let batch = await next(); batch.length > 0; batch = await next()) {
      await delivery.deliver(batch)
      // A file takes all at once: a signal is to be heard in between.
      await nextTurn()
      signal.throwIfAborted()
    }
  } catch (error) {
    if (toFailure(error) === signal.reason) await delivery.recall()
    throw error
  }
  checkCount(delivery.count, options, nameOf(queue))
}

/** The command got less than it was asked for. */
function checkCount(received: number, { count, timeout }: Options, name: string): void {
  if (received >= (count ?? 1)) return
  if (count === undefined && timeout === undefined) {
    const advice = 'wait with --timeout, --count or --follow'
    throw new Failure(exitCode.wouldBlock, `queue ${name}: there is no such message: ${advice}`)
  }
  const got = plural(received, 'message')
  throw new Failure(exitCode.timeout, `queue ${name}: ${got}, and none within ${timeout} ms`)
}

export function make() {
  return newCommand('receive', 'Takes messages and prints them.')
    .argument('<KEY>', 'of the queue', parseTarget)
    .option('--type <type>', selectionHelp, selection, { type: 0 })
    .option('--count <n>', 'take n messages, waiting for them', integer(1, 1e15))
    .option('--follow', 'go on until Ctrl-C')
    .option('--timeout <time>', 'wait so long for each: 5, 0.5, 200ms', duration)
    .addOption(
      new Option('--format <format>', 'what to print of a message')
        .choices(formats)
        .default('text'),
    )
    .addHelpText(
      'after',
      `
${targetHelp}
Takes what is there and ends, exit code 6 if that is nothing; --count, --timeout and --follow wait.
text ends each message with a newline; hex is "TYPE HEX"; raw is the bytes, end to end; jsonl (and
--json) is {"type", "text"} a line, "base64" in place of "text" for what is no UTF-8, and a type
above 2^53 as a string.

A message counts as taken once stdout has it. When the reader of a pipe goes away, what it has not
read goes back to the end of the queue; this is noticed with the next message, or on Ctrl-C. The first 100
messages are written one by one, so that \`| head -1\` leaves the rest; later it keeps what it has
read but not shown, so for a number use --count.

Examples:
  sysvmq receive 0x3000111 --count 1 --timeout 5
  sysvmq receive 0x3000111 --type -5 --follow --format jsonl | jq .text`,
    )
    .action(receive)
}
