/** sysvmq stat: all that the kernel knows of a queue, once or again and again. */
import { setTimeout as sleep } from 'node:timers/promises'
import type { QueueStat } from '../../index.js'
import { accessInWords, accessTo } from '../access.js'
import { bar } from '../bar.js'
import { allBlocked, type Blocked } from '../blocked.js'
import { type CommonOptions, newCommand } from '../command.js'
import { Flow, type Rates } from '../flow.js'
import { interruptSignal } from '../interrupt.js'
import { printJson, printLines } from '../print.js'
import { statOf } from '../show-stat.js'
import { formatKey, parseTarget, type Target, targetHelp } from '../target.js'
import { paint } from '../terminal.js'
import { formatAge, formatMode, fullness } from '../units.js'
import { groupName, userName } from '../users.js'
import { duration } from '../values.js'

interface Options extends CommonOptions {
  readonly watch?: true
  readonly interval: number
}

/** How often a watched queue is looked at, in ms; see Flow. */
const lookEvery = 20

interface View {
  readonly stat: QueueStat
  readonly blocked: readonly Blocked[]
  readonly rates?: Rates | undefined
}

function when(date: Date | null): string {
  return date === null ? 'never' : `${date.toISOString().slice(0, 19)}Z, ${formatAge(date)} ago`
}

function who(pid: number, date: Date | null): string {
  return pid === 0 ? when(date) : `pid ${pid}, ${when(date)}`
}

function waiting(blocked: readonly Blocked[], call: Blocked['call']): string {
  const found = blocked.filter((one) => one.call === call)
  return found.map(({ pid, command }) => `${pid} (${command})`).join(', ') || 'nobody in sight'
}

function lines({ stat, blocked, rates }: View): string[] {
  const rows = [
    ['key', stat.key === 0 ? 'none: a private queue' : formatKey(stat.key)],
    ['id', stat.id],
    ['owner', `${userName(stat.uid)}:${groupName(stat.gid)}`],
    ['creator', `${userName(stat.cuid)}:${groupName(stat.cgid)}`],
    ['mode', `${formatMode(stat.mode)}: you may ${accessInWords(accessTo(stat))}`],
    ['messages', stat.messages],
    ['bytes', `${stat.bytes} of ${stat.maxBytes}`],
    ['used', `${bar(fullness(stat), 20)} ${Math.floor(fullness(stat) * 100)}%`.trim()],
    ['sent', who(stat.lastSendPid, stat.lastSendTime)],
    ['received', who(stat.lastReceivePid, stat.lastReceiveTime)],
    ['changed', when(stat.lastChangeTime)],
    ['blocked', `for room: ${waiting(blocked, 'msgsnd')}`],
    ['', `for a message: ${waiting(blocked, 'msgrcv')}`],
    ...(rates ? [['rates', `in ≥ ${rates.in}/s, out ≥ ${rates.out}/s, net ${rates.net}/s`]] : []),
  ]
  return rows.map(([name, value]) => paint('bold', `${name}`.padEnd(10)) + value)
}

async function show(view: View, json: boolean | undefined): Promise<void> {
  const { stat, blocked, rates } = view
  if (json) await printJson({ ...stat, may: accessTo(stat), blocked, ...(rates && { rates }) })
  else await printLines(lines(view))
}

function look(target: Target): View {
  const stat = statOf(target)
  return { stat, blocked: allBlocked().filter(({ id }) => id === stat.id) }
}

async function stat(target: Target, { watch, interval, json }: Options): Promise<void> {
  const first = look(target)
  await show(first, json)
  if (!watch) return
  const signal = interruptSignal()
  const { id } = first.stat
  const flow = new Flow()
  for (;;) {
    const until = performance.now() + interval
    for (; performance.now() < until; flow.look()) {
      await sleep(lookEvery)
      signal.throwIfAborted()
    }
    const rates = flow.take().get(id)
    if (!json) await printLines([''])
    await show({ ...look({ id }), rates }, json)
  }
}

export function make() {
  return newCommand('stat', 'All that the kernel knows of a queue.')
    .argument('<KEY>', 'of the queue', parseTarget)
    .option('--watch', 'again and again, with rates, until Ctrl-C')
    .option('--interval <time>', 'of --watch', duration, 1000)
    .addHelpText(
      'after',
      `
${targetHelp}
The kernel counts no messages, so "in" and "out" are the least that must have passed; "net" is exact.
Who is blocked is known of one's own processes, and as root of all. --watch --json is a line each time.

Examples:
  sysvmq stat 0x3000111
  sysvmq stat 0x3000111 --watch --interval 5`,
    )
    .action(stat)
}
