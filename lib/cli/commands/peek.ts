/** sysvmq peek: prints messages and leaves them where they are. */
import { isUtf8 } from 'node:buffer'
import { Option } from 'commander'
import type { Message, MessageQueue, Selection } from '../../index.js'
import { type CommonOptions, newCommand } from '../command.js'
import { encode, type Format, formats } from '../message-format.js'
import { Output } from '../output.js'
import { printLines } from '../print.js'
import { selects } from '../selects.js'
import { type Column, table } from '../table.js'
import { openTarget, parseTarget, type Target, targetHelp } from '../target.js'
import { columns } from '../terminal.js'
import { integer, selection, selectionHelp } from '../values.js'

interface Options extends CommonOptions {
  readonly type: Selection
  readonly limit: number
  readonly format: Format | 'table'
}

interface Placed extends Message {
  readonly position: number
}

const shown: readonly Column<Placed>[] = [
  { title: 'POSITION', value: ({ position }) => `${position}`, align: 'right' },
  { title: 'TYPE', value: ({ type }) => `${type}`, align: 'right' },
  { title: 'BYTES', value: ({ data }) => `${data.length}`, align: 'right' },
  { title: 'DATA', value: ({ data }) => preview(data) },
]

/** One line that can't do anything to a terminal. */
function preview(data: Buffer): string {
  return isUtf8(data) ? JSON.stringify(data.toString()).slice(1, -1) : `0x${data.toString('hex')}`
}

function* look(queue: MessageQueue, type: Selection): Generator<Placed> {
  let position = 0
  let message = queue.peek(position)
  while (message !== null) {
    if (selects(type, message.type)) yield { ...message, position }
    message = queue.peek(++position)
  }
}

async function peek(target: Target, { type, limit, format, json }: Options): Promise<void> {
  const found: Placed[] = []
  for (const message of look(openTarget(target), type)) {
    found.push(message)
    if (found.length === limit) break
  }
  if (json || format !== 'table') {
    const chosen = json ? 'jsonl' : (format as Format)
    await new Output().write(Buffer.concat(found.map((message) => encode(message, chosen))))
  } else {
    await printLines(table(shown, found, columns()))
  }
}

export function make() {
  return newCommand('peek', 'Prints messages and leaves them in the queue.')
    .argument('<KEY>', 'of the queue', parseTarget)
    .option('--type <type>', selectionHelp, selection, { type: 0 })
    .option('--limit <n>', 'print at most n messages', integer(1, 1e9), 10)
    .addOption(
      new Option('--format <format>', 'as of `receive`, or a table')
        .choices(['table', ...formats])
        .default('table'),
    )
    .addHelpText(
      'after',
      `
${targetHelp}
They are in the order of the queue, the oldest first. --json is --format jsonl. Needs a kernel with
CONFIG_CHECKPOINT_RESTORE (MSG_COPY), as those of the distributions are.

Examples:
  sysvmq peek 0x3000111
  sysvmq peek 0x3000111 --type 2 --limit 1 --format raw | xxd`,
    )
    .action(peek)
}
