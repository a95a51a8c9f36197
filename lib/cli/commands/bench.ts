/** sysvmq bench: what this machine can do, in a few seconds. */
import { MessageQueue } from '../../index.js'
import { calls, roundTrip, streams } from '../bench/measure.js'
import { type CommonOptions, newCommand } from '../command.js'
import { exitCode } from '../exit-codes.js'
import { Failure } from '../failure.js'
import { interruptSignal } from '../interrupt.js'
import { printJson, printLines } from '../print.js'
import { nameOf, openTarget, parseTarget, type Target, targetHelp } from '../target.js'
import { plural } from '../units.js'
import { duration, integer } from '../values.js'

interface Options extends CommonOptions {
  readonly size: number
  readonly time: number
}

async function bench(target: Target | undefined, { size, time, json }: Options): Promise<void> {
  const queue = target ? openEmpty(target) : MessageQueue.createPrivate()
  const signal = interruptSignal()
  const task = { queue, size, time: time / 3, signal }
  try {
    const { maxBytes } = queue.stat()
    // The first message also shows whether there can be one of this size.
    queue.trySend(Buffer.alloc(size))
    queue.tryReceive()
    const result = {
      size,
      maxBytes,
      callsPerSecond: await calls(task),
      streamsPerSecond: await streams(task),
      roundTrip: await roundTrip(task),
    }
    if (json) await printJson(result)
    else await printLines(lines(result))
  } finally {
    queue.close()
    if (!target) await queue.remove()
  }
}

function openEmpty(target: Target): MessageQueue {
  const queue = openTarget(target)
  const { messages } = queue.stat()
  if (messages === 0) return queue
  const what = `${plural(messages, 'message')} in ${nameOf(queue)}`
  throw new Failure(exitCode.refused, `${what} would be taken: leave KEY out, or empty it first`)
}

interface Result {
  readonly size: number
  readonly maxBytes: number
  readonly callsPerSecond: number
  readonly streamsPerSecond: number
  readonly roundTrip: { readonly p50: number; readonly p99: number }
}

function lines({ size, maxBytes, callsPerSecond, streamsPerSecond, roundTrip }: Result): string[] {
  const count = (value: number) => value.toLocaleString('en').padStart(10)
  const { p50, p99 } = roundTrip
  return [
    `Messages of ${size} bytes, a queue of ${maxBytes}`,
    `${count(streamsPerSecond)} messages/s from another process, by streams`,
    `${count(callsPerSecond)} messages/s in one process, by trySend and tryReceive`,
    `${p50.toFixed(3).padStart(10)} ms to another process and back, p99 ${p99.toFixed(3)} ms`,
  ]
}

export function make() {
  return newCommand('bench', 'What this machine can do with a queue, measured in 5 s.')
    .argument('[KEY]', 'use this queue, which must be empty; default: one of its own', parseTarget)
    .option('--size <bytes>', 'of a message', integer(0, 2 ** 31 - 1), 100)
    .option('--time <time>', 'of all measurements together', duration, 5000)
    .addHelpText(
      'after',
      `
${targetHelp}
Nobody else may use the queue meanwhile. Whatever else runs on the machine slows it down.

Examples:
  sysvmq bench
  sysvmq bench --size 1000 --json`,
    )
    .action(bench)
}
