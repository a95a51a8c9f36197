/** sysvmq load: a dump back into a queue. */
import { MessageQueue, type QueueStat } from '../../index.js'
import { type CommonOptions, newCommand } from '../command.js'
import { decodeDump } from '../dump-format.js'
import { exitCode } from '../exit-codes.js'
import { Failure, toFailure } from '../failure.js'
import { type Input, openInput } from '../input.js'
import { interruptSignal } from '../interrupt.js'
import { report } from '../print.js'
import { Progress } from '../progress.js'
import { sendOne } from '../send-one.js'
import { statOf } from '../show-stat.js'
import { nameOf, openTarget, parseTarget, type Target, targetHelp } from '../target.js'
import { Turn } from '../turn.js'
import { plural } from '../units.js'
import { duration, integer } from '../values.js'

interface Options extends CommonOptions {
  readonly file?: string
  readonly skip: number
  readonly salvage?: true
  readonly timeout: number
}

async function load(target: Target, options: Options): Promise<void> {
  const { skip, salvage, timeout, json } = options
  const queue = openTarget(target)
  const signal = interruptSignal()
  const input = openInput(options.file, signal)
  // A file is read to its end before the first message goes in; a pipe can be read only once.
  const total = input.size > 0 && !salvage ? await verify(input, statOf(target)) : 0
  const progress = new Progress('load', total)
  const turn = new Turn(signal)
  let seen = 0
  let loaded = 0
  try {
    for await (const message of decodeDump(input.read())) {
      await turn.next()
      if (seen++ < skip) continue
      await sendOne(queue, message, { timeout, signal })
      progress.update(++loaded)
    }
  } catch (error) {
    const { exitCode, message } = toFailure(error)
    const sum = `${plural(loaded, 'message')} had been loaded before; --skip ${skip + loaded} passes over them`
    throw new Failure(exitCode, `${message || 'stopped'}; ${sum}`, { cause: error })
  } finally {
    progress.end()
  }
  await report(json, { loaded }, `${nameOf(queue)}: ${plural(loaded, 'message')} loaded`)
}

/** The number of messages; throws if the dump is not whole, or one of them can't ever be sent. */
async function verify(input: Input, { maxBytes }: QueueStat): Promise<number> {
  const limit = Math.min(MessageQueue.limits().msgmax, maxBytes)
  let count = 0
  for await (const { data } of decodeDump(input.read())) {
    count++
    if (data.length > limit) {
      const what = `message ${count} has ${data.length} bytes, and the queue takes ${limit} at most`
      const advice = '`sysvmq set KEY --max-bytes` and kernel.msgmax raise that'
      throw new Failure(exitCode.badInput, `${what}; nothing was loaded; ${advice}`)
    }
  }
  return count
}

export function make() {
  return newCommand('load', 'Sends the messages of a dump: types, order and bytes as they were.')
    .argument('<KEY>', 'of the queue; it must be there', parseTarget)
    .option('--file <path>', 'read this in place of stdin')
    .option('--skip <n>', 'pass over the first n messages', integer(0, 1e15), 0)
    .option('--salvage', 'load what is whole of a damaged file')
    .option(
      '--timeout <time>',
      'wait at most so long for room: 5, 0.5, 200ms; 0 not at all',
      duration,
      Number.POSITIVE_INFINITY,
    )
    .addHelpText(
      'after',
      `
${targetHelp}
A file is checked to its end before the first message goes in: if it is no dump, damaged, cut off, or
has a message that the queue can't take, nothing is loaded (exit code 8). A pipe is checked message by
message as it comes, and what was whole before the damage is loaded. While the queue is full it waits.
When it stops early, stderr says how to go on without loading anything twice.

Examples:
  sysvmq load 0x3000111 < queue.dump
  zcat queue.dump.gz | sysvmq load id:7
  sysvmq load 0x3000111 --file queue.dump --skip 120`,
    )
    .action(load)
}
