/** Taking a message by its type from behind many of another type. */
import type { Case } from '../case.js'
import { queueProblem } from '../large-queue.js'
import { cProgram } from '../paths.js'
import { reportOf } from '../report.js'
import { percentile } from '../statistics.js'

const times = 100

export const selectionCases: readonly Case[] = [
  selection('selection-10k', 10_000),
  selection('selection-100k', 100_000, 256 * 1024),
]

function selection(name: string, waiting: number, maxBytes?: number): Case {
  return {
    name,
    title: `one message by its type from behind ${waiting.toLocaleString('en')} of another type`,
    unit: 'µs p50',
    ...(maxBytes === undefined ? {} : { impossible: (signal) => queueProblem(maxBytes, signal) }),
    excludes: ({ commands }) => (commands.select === undefined ? 'has no types' : undefined),
    async measure(implementation, stage) {
      const key = await stage.queue(maxBytes)
      await stage.start([cProgram('selection'), 'fill', key, String(waiting)]).finished
      const { select = [] } = implementation.commands
      await stage.start([...select, key, String(times)]).finished
      const { samples } = reportOf(stage.programs, 'selector')
      return {
        value: percentile(samples, 50) / 1000,
        details: { 'p99 µs': percentile(samples, 99) / 1000 },
      }
    },
  }
}
