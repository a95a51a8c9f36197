/** sysvmq create: makes a queue, or finds that it is there. */
import { MessageQueue, QueueError } from '../../index.js'
import { type CommonOptions, newCommand, usageError } from '../command.js'
import { report } from '../print.js'
import { nameOf, parseTarget, type Target, targetHelp } from '../target.js'
import { formatMode } from '../units.js'
import { type Owner, parseOwner } from '../users.js'
import { bytes, mode } from '../values.js'

interface Options extends CommonOptions {
  readonly mode: number
  readonly maxBytes?: number
  readonly owner?: Owner
  readonly exclusive?: true
  readonly private?: true
}

interface Made {
  readonly queue: MessageQueue
  readonly created: boolean
}

function getQueue(target: Target | undefined, options: Options): Made {
  const { mode, maxBytes } = options
  if (options.private) {
    if (target) throw usageError('a private queue has no KEY: leave out one of the two')
    return { queue: MessageQueue.createPrivate({ mode, maxBytes }), created: true }
  }
  if (!target || 'id' in target) throw usageError('create needs a KEY that is no id, or --private')
  try {
    const queue = MessageQueue.create(target.key, { mode, maxBytes, exclusive: true })
    return { queue, created: true }
  } catch (error) {
    const there = error instanceof QueueError && error.code === 'EEXIST'
    if (!there || options.exclusive) throw error
    return { queue: MessageQueue.create(target.key, { maxBytes }), created: false }
  }
}

async function create(target: Target | undefined, options: Options): Promise<void> {
  const { queue, created } = getQueue(target, options)
  if (created && options.owner) {
    try {
      queue.set(options.owner)
    } catch (error) {
      await queue.remove()
      throw error
    }
  }
  const stat = queue.stat()
  const what = created ? 'made' : 'there already, with'
  const text = `${nameOf(queue)}: ${what} id ${queue.id}, mode ${formatMode(stat.mode)}, ${stat.maxBytes} bytes`
  await report(options.json, { created, ...stat }, text)
}

export function make() {
  return newCommand('create', 'Makes a queue; one that is there already stays as it is.')
    .argument('[KEY]', 'of the new queue', parseTarget)
    .option('--mode <octal>', 'permissions of a new queue', mode, 0o600)
    .option('--max-bytes <size>', 'limit; also set where the queue is there already', bytes)
    .option('--owner <user[:group]>', 'owner of a new queue', parseOwner)
    .option('--exclusive', 'fail if it is there (exit code 7)')
    .option('--private', 'without a KEY: others reach it as id:N')
    .addHelpText(
      'after',
      `
${targetHelp}
Without --max-bytes the limit is kernel.msgmnb. A larger one needs CAP_SYS_RESOURCE.

Examples:
  sysvmq create 0x3000111 --mode 660 --owner :www-data
  sysvmq create path:/var/lib/app,q --max-bytes 1M
  id=$(sysvmq create --private --json | jq .id)`,
    )
    .action(create)
}
