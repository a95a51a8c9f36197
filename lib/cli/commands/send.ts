/** sysvmq send: a text, or what comes in by stdin, with the queue's backpressure. */
import type { MessageType } from '../../index.js'
import { type CommonOptions, newCommand, usageError } from '../command.js'
import { Failure, toFailure } from '../failure.js'
import { openInput } from '../input.js'
import { interruptSignal } from '../interrupt.js'
import { fromJsonLines, fromRecords, fromWhole, type Outgoing } from '../outgoing.js'
import { printJson } from '../print.js'
import { Progress } from '../progress.js'
import { sendOne } from '../send-one.js'
import { openTarget, parseTarget, type Target, targetHelp } from '../target.js'
import { Turn } from '../turn.js'
import { plural } from '../units.js'
import { duration, messageType, text as nonEmpty } from '../values.js'

interface Options extends CommonOptions {
  readonly type: MessageType
  readonly delimiter?: string
  readonly null?: true
  readonly jsonl?: true
  readonly file?: string
  readonly whole?: true
  readonly timeout: number
}

async function send(target: Target, text: string | undefined, options: Options): Promise<void> {
  checkTogether(text, options)
  const queue = openTarget(target)
  const signal = interruptSignal()
  const patience = { timeout: options.timeout, signal }
  if (text !== undefined) {
    await sendOne(queue, { data: Buffer.from(text), type: options.type }, patience)
    if (options.json) await printJson({ sent: 1 })
    return
  }
  const input = openInput(options.file, signal)
  const progress = new Progress('send', input.size)
  const turn = new Turn(signal)
  let sent = 0
  let bytes = 0
  try {
    for await (const message of read(input.read(), options)) {
      await turn.next()
      await sendOne(queue, message, patience)
      bytes += message.size
      progress.update(++sent, bytes)
    }
  } catch (error) {
    const { exitCode, message } = toFailure(error)
    const count = `${plural(sent, 'message')} had been sent before`
    throw new Failure(exitCode, `${message || 'stopped'}; ${count}`, { cause: error })
  } finally {
    progress.end()
  }
  if (options.json) await printJson({ sent })
}

function read(chunks: AsyncIterable<Buffer>, options: Options): AsyncIterable<Outgoing> {
  if (options.whole) return fromWhole(chunks, options.type)
  if (options.jsonl) return fromJsonLines(chunks, options.type)
  const delimiter = options.null ? '\0' : (options.delimiter ?? '\n')
  return fromRecords(chunks, Buffer.from(delimiter), options.type)
}

function checkTogether(text: string | undefined, options: Options): void {
  const ways = (['delimiter', 'null', 'jsonl', 'whole'] as const).filter((name) => options[name])
  if (ways.length > 1) throw usageError(`--${ways.join(' and --')} contradict each other`)
  if (text === undefined) return
  const input = options.file ? 'file' : ways[0]
  if (input) throw usageError(`--${input} is for input; leave out TEXT or --${input}`)
}

export function make() {
  return newCommand('send', 'Sends TEXT, or each line of stdin, as a message.')
    .argument('<KEY>', 'of the queue', parseTarget)
    .argument('[TEXT]', 'the message; without it stdin is read')
    .option('--type <n>', 'type of the messages', messageType, 1)
    .option('--delimiter <text>', 'what ends a message, in place of a newline', nonEmpty)
    .option('-0, --null', 'a NUL byte ends a message, as find -print0 writes it')
    .option('--jsonl', 'each line is {"type", "text" | "base64" | "hex"}')
    .option('--whole', 'all of the input is one message')
    .option('--file <path>', 'read this in place of stdin')
    .option(
      '--timeout <time>',
      'wait at most so long for room: 5, 0.5, 200ms; 0 not at all (exit code 6)',
      duration,
      Number.POSITIVE_INFINITY,
    )
    .addHelpText(
      'after',
      `
${targetHelp}
Bytes are sent as they are, without the delimiter; an empty line is an empty message. While the queue
is full, no more is read. When it stops early, stderr says how many messages had been sent.

Examples:
  sysvmq send 0x3000111 hello --type 2
  tail -f app.log | sysvmq send 0x3000111
  find . -name '*.jpg' -print0 | sysvmq send path:/srv/photos -0
  sysvmq send id:5 --whole --file request.bin`,
    )
    .action(send)
}
