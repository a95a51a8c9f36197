/** sysvmq top: a live screen of all queues. */
import { setTimeout as sleep } from 'node:timers/promises'
import { Option } from 'commander'
import { accessTo } from '../access.js'
import { type CommonOptions, newCommand, usageError } from '../command.js'
import { interruptSignal } from '../interrupt.js'
import { printJson, printLines } from '../print.js'
import { columns } from '../terminal.js'
import { Live } from '../top/live.js'
import { arrange, Model, type Row, type Sort, sorts } from '../top/model.js'
import { renderTable } from '../top/render.js'
import { duration } from '../values.js'

interface Options extends CommonOptions {
  readonly once?: true
  readonly interval: number
  readonly sort: Sort
  readonly filter: string
}

/** How often queues are looked at, in ms; see Flow. */
const lookEvery = 20

/** Before the first screen, in ms. */
const firstInterval = 100

async function watch(
  show: (rows: Row[]) => void | Promise<void>,
  interval: number,
  signal: AbortSignal,
): Promise<void> {
  const model = new Model()
  let until = performance.now() + Math.min(interval, firstInterval)
  while (!signal.aborted) {
    await sleep(lookEvery)
    model.look()
    if (performance.now() < until) continue
    await show(model.rows())
    until = performance.now() + interval
  }
}

async function top(options: Options): Promise<void> {
  const { once, interval, sort, filter, json } = options
  const signal = interruptSignal()
  const end = new AbortController()
  const stop = AbortSignal.any([signal, end.signal])
  if (once || json) {
    const print = async (rows: Row[]) => {
      const arranged = arrange(rows, sort, filter)
      if (json) await printJson(arranged.map(toJson))
      else await printLines(renderTable(arranged, columns()))
      if (once) end.abort()
    }
    await watch(print, interval, stop)
  } else {
    if (!process.stdin.isTTY || !process.stdout.isTTY) {
      throw usageError('top needs a terminal: use --once or --json')
    }
    const live = new Live(sort, filter, () => end.abort())
    await watch((rows) => live.show(rows), interval, stop).finally(() => live.close())
  }
  signal.throwIfAborted()
}

function toJson({ queue, rates, blocked }: Row) {
  return { ...queue, may: accessTo(queue), rates, blocked }
}

export function make() {
  return newCommand('top', 'A live screen of all queues: depth, rates, who is blocked.')
    .option('--once', 'print it once, without a screen')
    .option('--interval <time>', 'between two screens', duration, 1000)
    .addOption(
      new Option('--sort <column>', 'by this column').choices(Object.keys(sorts)).default('used'),
    )
    .option('--filter <text>', 'only queues whose key, id:N or owner has this text', '')
    .addHelpText(
      'after',
      `
Keys: q quits, s sorts by the next column, / filters (Enter ends it, Backspace takes back).
DEPTH is bytes or messages against the limit, whichever is fuller. The kernel counts no messages, so
IN and OUT are the least that must have passed: what comes and goes between two looks, 20 ms apart, is
not seen. BLOCKED: → sleeps in msgsnd and waits for room, ← in msgrcv and waits for a message; this is
known of one's own processes, and as root of all. --json is a line each interval; with --once, one.

Examples:
  sysvmq top --sort in --interval 0.5
  sysvmq top --once --filter www-data`,
    )
    .action(top)
}
