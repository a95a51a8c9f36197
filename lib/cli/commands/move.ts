/** sysvmq move: from one queue to another, one message in hand at a time. */
import type { Message, MessageQueue, Selection } from '../../index.js'
import { type CommonOptions, newCommand, usageError } from '../command.js'
import { Failure, toFailure } from '../failure.js'
import { giveBack } from '../give-back.js'
import { interruptSignal } from '../interrupt.js'
import { report } from '../print.js'
import { Progress } from '../progress.js'
import { sendOne } from '../send-one.js'
import { statOf } from '../show-stat.js'
import { waitForOne } from '../take.js'
import { nameOf, openTarget, parseTarget, type Target, targetHelp } from '../target.js'
import { Turn } from '../turn.js'
import { plural } from '../units.js'
import { duration, integer, selection, selectionHelp } from '../values.js'

interface Options extends CommonOptions {
  readonly type: Selection
  readonly count: number
  readonly follow?: true
  readonly timeout: number
}

async function move(source: Target, destination: Target, options: Options): Promise<void> {
  const { type, count, follow, timeout, json } = options
  const from = openTarget(source)
  const to = openTarget(destination)
  if (from.id === to.id) throw usageError('FROM and TO are the same queue')
  const signal = interruptSignal()
  const total = Number.isFinite(count) ? count : statOf(source).messages
  const progress = new Progress('move', follow ? 0 : total)
  const turn = new Turn(signal)

  const next = async (): Promise<Message | null> => {
    await turn.next()
    const message = from.tryReceive(type)
    if (message || !follow) return message
    return waitForOne(from, { ...type, timeout: Number.POSITIVE_INFINITY, signal })
  }
  let moved = 0
  try {
    while (moved < count) {
      const message = await next()
      if (message === null) break
      await hand(message, from, to, timeout, signal)
      progress.update(++moved)
    }
  } catch (error) {
    const { exitCode, message } = toFailure(error)
    const sum = `${plural(moved, 'message')} had been moved before`
    throw new Failure(exitCode, `${message || 'stopped'}; ${sum}`, { cause: error })
  } finally {
    progress.end()
  }
  const text = `${nameOf(from)} -> ${nameOf(to)}: ${plural(moved, 'message')} moved`
  await report(json, { moved }, text)
}

/** Sends it on, or back to where it came from. */
async function hand(
  message: Message,
  from: MessageQueue,
  to: MessageQueue,
  timeout: number,
  signal: AbortSignal,
): Promise<void> {
  try {
    await sendOne(to, message, { timeout, signal })
  } catch (error) {
    await giveBack(from, [message])
    throw error
  }
}

export function make() {
  return newCommand('move', 'Moves messages from one queue to another, with types and in order.')
    .argument('<FROM>', 'a KEY', parseTarget)
    .argument('<TO>', 'a KEY', parseTarget)
    .option('--type <type>', selectionHelp, selection, { type: 0 })
    .option('--count <n>', 'at most n messages', integer(1, 1e15), Number.POSITIVE_INFINITY)
    .option('--follow', 'go on when FROM is empty, until Ctrl-C')
    .option(
      '--timeout <time>',
      'wait at most so long for room in TO: 5, 0.5, 200ms; 0 not at all',
      duration,
      Number.POSITIVE_INFINITY,
    )
    .addHelpText(
      'after',
      `
${targetHelp}
While TO is full it waits. A message that can't be sent, on Ctrl-C or because TO does not take its
size, goes back to the end of FROM.

Examples:
  sysvmq move 0x3000111 0x3000112
  sysvmq move 0x3000111 id:7 --type 9 --count 100`,
    )
    .action(move)
}
