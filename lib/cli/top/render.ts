/** The lines of the screen of `top`. */
import { type Limits, MessageQueue } from '../../index.js'
import { bar } from '../bar.js'
import type { Blocked } from '../blocked.js'
import { type Column, cut, table } from '../table.js'
import { nameOf } from '../target.js'
import { paint } from '../terminal.js'
import { formatBytes, fullness, plural } from '../units.js'
import { userName } from '../users.js'
import type { Row, Sort } from './model.js'
import { sparkline } from './sparkline.js'

function depth({ queue }: Row): string {
  return `${bar(fullness(queue), 10)} ${`${Math.floor(fullness(queue) * 100)}`.padStart(3)}%`
}

function colour(cell: string, { queue }: Row): string {
  const share = fullness(queue)
  return paint(share >= 0.9 ? 'red' : share >= 0.5 ? 'yellow' : 'green', cell)
}

function who(blocked: readonly Blocked[], call: Blocked['call']): string {
  const found = blocked.filter((one) => one.call === call)
  const [first] = found
  if (first === undefined) return ''
  const more = found.length > 1 ? `+${found.length - 1}` : ''
  return `${call === 'msgsnd' ? '→' : '←'} ${first.pid} ${first.command}${more}`
}

function waiting({ blocked }: Row): string {
  return [who(blocked, 'msgsnd'), who(blocked, 'msgrcv')].filter((text) => text !== '').join(' ')
}

const columns: readonly Column<Row>[] = [
  { title: 'KEY', value: ({ queue }) => nameOf(queue) },
  { title: 'ID', value: ({ queue }) => `${queue.id}`, align: 'right', rank: 4 },
  { title: 'OWNER', value: ({ queue }) => userName(queue.uid), rank: 3 },
  { title: 'MESSAGES', value: ({ queue }) => `${queue.messages}`, align: 'right' },
  { title: 'BYTES', value: ({ queue }) => formatBytes(queue.bytes), align: 'right', rank: 2 },
  { title: 'DEPTH', value: depth, paint: colour },
  { title: 'IN≥/s', value: ({ rates }) => `${rates.in}`, align: 'right' },
  { title: 'OUT≥/s', value: ({ rates }) => `${rates.out}`, align: 'right' },
  { title: 'HISTORY', value: ({ history }) => sparkline(history, 20), rank: 1 },
  { title: 'BLOCKED', value: waiting },
]

function summary(limits: Limits): string {
  const used = `${plural(limits.queues, 'queue')} of ${limits.msgmni}`
  const waits = `${plural(limits.messages, 'message')}, ${formatBytes(limits.bytes)}`
  return `sysvmq top  ${used}, ${waits}  msgmax ${limits.msgmax}  msgmnb ${limits.msgmnb}`
}

export interface View {
  readonly rows: readonly Row[]
  readonly sort: Sort
  readonly filter: string
  /** Whether the filter is being typed. */
  readonly typing: boolean
}

/** As many lines as there are rows on the terminal at most, none longer than it is wide. */
export function render(view: View, wide: number, high: number): string[] {
  const [header = '', ...rows] = table(columns, view.rows, wide)
  const shown = rows.slice(0, Math.max(0, high - 3))
  const hidden = rows.length - shown.length
  const state = [`sort ${view.sort}`, ...(view.filter ? [`filter "${view.filter}"`] : [])]
  if (hidden > 0) state.push(`${hidden} more`)
  const keys = view.typing
    ? `filter: ${view.filter}▏`
    : `q quit  s sort  / filter  [${state.join(', ')}]`
  return [
    cut(summary(MessageQueue.limits()), wide),
    paint('inverse', header.padEnd(wide)),
    ...shown,
    paint('dim', cut(keys, wide)),
  ]
}

/** Without the lines around it. */
export function renderTable(rows: readonly Row[], wide: number): string[] {
  return table(columns, rows, wide)
}
