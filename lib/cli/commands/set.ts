/** sysvmq set: changes mode, owner or limit of a queue. */
import { type CommonOptions, newCommand, usageError } from '../command.js'
import { report } from '../print.js'
import { statOf } from '../show-stat.js'
import { nameOf, openTarget, parseTarget, type Target, targetHelp } from '../target.js'
import { formatMode } from '../units.js'
import { groupName, type Owner, parseOwner, userName } from '../users.js'
import { bytes, mode } from '../values.js'

interface Options extends CommonOptions {
  readonly mode?: number
  readonly maxBytes?: number
  readonly owner?: Owner
}

async function set(target: Target, { mode, maxBytes, owner, json }: Options): Promise<void> {
  if (mode === undefined && maxBytes === undefined && owner === undefined) {
    throw usageError('nothing to set: give --mode, --max-bytes or --owner')
  }
  openTarget(target).set({ mode, maxBytes, ...owner })
  const stat = statOf(target)
  const text = `${nameOf(stat)}: mode ${formatMode(stat.mode)}, owner ${userName(stat.uid)}:${groupName(stat.gid)}, ${stat.maxBytes} bytes`
  await report(json, stat, text)
}

export function make() {
  return newCommand('set', 'Changes mode, owner or limit; what is left out stays as it is.')
    .argument('<KEY>', 'of the queue', parseTarget)
    .option('--mode <octal>', 'permissions', mode)
    .option('--max-bytes <size>', 'the most bytes, and the most messages, that may wait', bytes)
    .option('--owner <user[:group]>', 'new owner, by names or numbers', parseOwner)
    .addHelpText(
      'after',
      `
${targetHelp}
Only the owner, the creator or root may do this. A limit above kernel.msgmnb, and any change of a
queue that has one, needs CAP_SYS_RESOURCE.

Examples:
  sysvmq set 0x3000111 --max-bytes 64k
  sysvmq set id:3 --mode 660 --owner www-data:www-data`,
    )
    .action(set)
}
