/** sysvmq remove: removes queues, and asks first where messages would be lost. */

import { type CommonOptions, newCommand } from '../command.js'
import { canAsk, confirm } from '../confirm.js'
import { exitCode } from '../exit-codes.js'
import { Failure } from '../failure.js'
import { report } from '../print.js'
import { statOf } from '../show-stat.js'
import { nameOf, openTarget, parseTargets, type Target, targetHelp } from '../target.js'
import { plural } from '../units.js'

interface Options extends CommonOptions {
  readonly force?: true
}

async function remove(targets: readonly Target[], { force, json }: Options): Promise<void> {
  // All are looked at before the first goes, so that a mistyped KEY, or a no, removes none.
  const queues = targets.map((target) => ({ queue: openTarget(target), stat: statOf(target) }))
  for (const { stat } of queues) {
    if (stat.messages > 0 && !force) await ask(nameOf(stat), stat.messages)
  }
  for (const { queue, stat } of queues) {
    await queue.remove()
    const text = `${nameOf(stat)}: removed (id ${stat.id}, ${plural(stat.messages, 'message')})`
    await report(json, { removed: true, ...stat }, text)
  }
}

async function ask(name: string, messages: number): Promise<void> {
  const what = `${plural(messages, 'message')} in ${name}`
  if (!canAsk()) {
    throw new Failure(
      exitCode.refused,
      `${what} would be lost: keep them (sysvmq dump ${name} > FILE), or remove with --force`,
    )
  }
  if (!(await confirm(`sysvmq: ${what} will be lost. Remove?`))) {
    throw new Failure(exitCode.refused, `${name}: not removed`)
  }
}

export function make() {
  return newCommand('remove', 'Removes queues. Where messages wait it asks, or needs --force.')
    .argument('<KEY...>', 'of the queues', parseTargets)
    .option('--force', 'also with messages, without a question')
    .addHelpText(
      'after',
      `
${targetHelp}
Without a terminal to ask on, a queue with messages stays (exit code 7).

Examples:
  sysvmq remove 0x3000111
  sysvmq list --owner nobody --json | jq -r '.[] | "id:\\(.id)"' | xargs sysvmq remove`,
    )
    .action(remove)
}
