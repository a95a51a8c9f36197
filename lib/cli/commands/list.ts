/** sysvmq list: all queues, also those of others. */
import { Option } from 'commander'
import { MessageQueue, type QueueStat } from '../../index.js'
import { accessTo, formatAccess } from '../access.js'
import { type CommonOptions, newCommand } from '../command.js'
import { printJson, printLines } from '../print.js'
import { type Column, table } from '../table.js'
import { formatKey, matches, parseTargets, type Target, targetHelp } from '../target.js'
import { columns, paint } from '../terminal.js'
import { formatAge, formatBytes, formatMode, fullness } from '../units.js'
import { parseUser, userName } from '../users.js'

const order: Readonly<Record<string, (queue: QueueStat) => number>> = {
  key: ({ key }) => key,
  id: ({ id }) => id,
  owner: ({ uid }) => uid,
  messages: ({ messages }) => -messages,
  bytes: ({ bytes }) => -bytes,
  used: (queue) => -fullness(queue),
  age: ({ lastChangeTime }) => -Number(lastChangeTime),
}

function by(pid: number, time: Date | null): string {
  return pid === 0 ? '-' : `${pid} ${formatAge(time)}`
}

const shown: readonly Column<QueueStat>[] = [
  { title: 'KEY', value: ({ key }) => formatKey(key), paint: (cell) => paint('bold', cell) },
  { title: 'ID', value: ({ id }) => `${id}`, align: 'right' },
  { title: 'OWNER', value: ({ uid }) => userName(uid), rank: 2 },
  { title: 'MODE', value: ({ mode }) => formatMode(mode), rank: 4 },
  { title: 'MAY', value: (queue) => formatAccess(accessTo(queue)), rank: 5 },
  { title: 'MESSAGES', value: ({ messages }) => `${messages}`, align: 'right' },
  {
    title: 'BYTES/LIMIT',
    value: ({ bytes, maxBytes }) => `${formatBytes(bytes)}/${formatBytes(maxBytes)}`,
    align: 'right',
    rank: 1,
  },
  {
    title: 'USED',
    value: (queue) => `${Math.floor(fullness(queue) * 100)}%`,
    align: 'right',
    paint: (cell, queue) => (fullness(queue) >= 0.9 ? paint('red', cell) : cell),
  },
  { title: 'AGE', value: (queue) => formatAge(queue.lastChangeTime), align: 'right', rank: 3 },
  { title: 'SENT BY', value: (queue) => by(queue.lastSendPid, queue.lastSendTime), rank: 6 },
  {
    title: 'RECEIVED BY',
    value: (queue) => by(queue.lastReceivePid, queue.lastReceiveTime),
    rank: 6,
  },
]

interface Options extends CommonOptions {
  readonly sort: string
  readonly reverse?: true
  readonly owner?: number
  readonly waiting?: true
}

async function list(targets: readonly Target[], options: Options): Promise<void> {
  const rank = order[options.sort] as (queue: QueueStat) => number
  const queues = MessageQueue.list()
    .filter((queue) => targets.length === 0 || targets.some((target) => matches(target, queue)))
    .filter(({ uid }) => options.owner === undefined || uid === options.owner)
    .filter(({ messages }) => !options.waiting || messages > 0)
    .sort((a, b) => rank(a) - rank(b) || a.id - b.id)
  if (options.reverse) queues.reverse()
  if (options.json) await printJson(queues.map((queue) => ({ ...queue, may: accessTo(queue) })))
  else await printLines(table(shown, queues, columns()))
}

export function make() {
  return newCommand('list', 'All queues of the IPC namespace, also those of others.')
    .argument('[KEY...]', 'only these', parseTargets, [])
    .addOption(
      new Option('--sort <column>', 'by this column').choices(Object.keys(order)).default('key'),
    )
    .option('--reverse', 'the other way round')
    .option('--owner <user>', 'only those of this user, by name or number', parseUser)
    .option('--waiting', 'only those in which messages wait')
    .addHelpText(
      'after',
      `
MAY is what you may do: read, write. AGE is since it was made or its settings changed last.
Where the terminal is too narrow, columns are left out. ${targetHelp}

Examples:
  sysvmq list --sort used          the fullest first
  sysvmq list --waiting --json     for jq(1)
  watch -n1 sysvmq list`,
    )
    .action(list)
}
