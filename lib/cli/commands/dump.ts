/** sysvmq dump: all messages of a queue as one exact, checked file. */
import { setImmediate as nextTurn } from 'node:timers/promises'
import type { MessageQueue, QueueStat } from '../../index.js'
import { type CommonOptions, newCommand, usageError } from '../command.js'
import { Delivery } from '../delivery.js'
import { DumpEncoder } from '../dump-format.js'
import { exitCode } from '../exit-codes.js'
import { Failure } from '../failure.js'
import { interruptSignal } from '../interrupt.js'
import { Output } from '../output.js'
import { Progress } from '../progress.js'
import { takeBatch } from '../take.js'
import { nameOf, openTarget, parseTarget, type Target, targetHelp } from '../target.js'
import { plural } from '../units.js'

interface Options extends CommonOptions {
  readonly keep?: true
}

async function dump(target: Target, { keep, json }: Options): Promise<void> {
  if (process.stdout.isTTY) {
    throw usageError(
      'a dump is binary: redirect it (sysvmq dump KEY > FILE), or use receive or peek',
    )
  }
  const queue = openTarget(target)
  const before = queue.stat()
  const signal = interruptSignal()
  const output = new Output(signal)
  const encoder = new DumpEncoder()
  const progress = new Progress('dump', before.messages)
  let dumped = 0
  try {
    await output.write(encoder.header())
    for await (const count of (keep ? copyAll : takeAll)(queue, output, encoder, signal)) {
      dumped = count
      progress.update(dumped)
    }
    // Also after a signal: what was taken is then a whole dump.
    await output.write(encoder.trailer())
  } finally {
    progress.end()
  }
  const text = `${nameOf(queue)}: ${plural(dumped, 'message')} dumped${keep ? ' and kept' : ''}`
  // stdout is the dump.
  process.stderr.write(`${json ? JSON.stringify({ dumped }) : text}\n`)
  signal.throwIfAborted()
  if (keep) checkUntouched(before, queue.stat())
}

type Source = [queue: MessageQueue, output: Output, encoder: DumpEncoder, signal: AbortSignal]

/** Both yield how many messages are out, and end when the signal fires. */
async function* takeAll(...[queue, output, encoder, signal]: Source) {
  const delivery = new Delivery(queue, output, (message) => encoder.record(message), 0)
  while (!signal.aborted) {
    const batch = takeBatch(queue, { type: 0 }, delivery.room)
    if (batch.length === 0) return
    await delivery.deliver(batch)
    yield delivery.count
    // A file takes all at once: a signal is to be heard in between.
    await nextTurn()
  }
  await delivery.recall()
}

async function* copyAll(...[queue, output, encoder, signal]: Source) {
  let count = 0
  let message = queue.peek(count)
  while (message !== null && !signal.aborted) {
    await output.write(encoder.record(message))
    yield ++count
    await nextTurn()
    message = queue.peek(count)
  }
}

/** Whoever receives meanwhile moves the others up, and the copy goes past them. */
function checkUntouched(before: QueueStat, after: QueueStat): void {
  const same = (field: keyof QueueStat) => `${after[field]}` === `${before[field]}`
  if (same('lastReceivePid') && same('lastReceiveTime')) return
  const advice = 'stop whoever reads, and dump again'
  const what = 'somebody received meanwhile, so the copy may lack messages'
  throw new Failure(exitCode.failed, `queue ${nameOf(after)}: ${what}: ${advice}`)
}

export function make() {
  return newCommand('dump', 'Takes all messages and writes them to stdout, exactly as they are.')
    .argument('<KEY>', 'of the queue', parseTarget)
    .option('--keep', 'copy: leave the messages in the queue')
    .addHelpText(
      'after',
      `
${targetHelp}
The file has types, order and bytes, and checksums by which \`load\` notices whatever is missing or
changed. Equal queues give equal files. On Ctrl-C it ends as a whole dump of what was taken so far; what
can't be written goes back into the queue. How many there were is said on stderr, with --json as JSON.
--keep needs MSG_COPY, see \`peek\`, and nobody who reads the queue meanwhile (exit code 1).

Examples:
  sysvmq dump 0x3000111 > queue.dump
  sysvmq dump 0x3000111 --keep | gzip > queue.dump.gz
  sysvmq dump id:3 | ssh other sysvmq load 0x3000111`,
    )
    .action(dump)
}
