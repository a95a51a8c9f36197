/** What came of all faults, for people. */
import type { Fault } from './fault.js'
import type { Run } from './run.js'
import { columns } from './tally.js'

export interface Outcome {
  readonly fault: Fault
  readonly run: Run
  readonly seconds: number
}

export function passed({ run }: Outcome): boolean {
  return run.problems.length === 0
}

function counted(count: number | undefined): string {
  return count === undefined ? '-' : count.toLocaleString('en')
}

export function table(outcomes: readonly Outcome[]): string {
  const head = ['fault', '', ...columns, 's', '', '']
  const body = outcomes.map((outcome) => {
    const { fault, run, seconds } = outcome
    return [
      fault.name,
      `${counted(run.count)} ${fault.unit}`,
      ...columns.map((column) => counted(run.tally.get(column))),
      seconds.toFixed(),
      passed(outcome) ? 'pass' : 'FAIL',
      run.tally.notes.join(', '),
    ]
  })
  return align([head, ...body]).join('\n')
}

/** The first two columns and the last two are text, the others are numbers. */
function align(lines: readonly (readonly string[])[]): string[] {
  const widths = (lines[0] ?? []).map((_, column) =>
    Math.max(...lines.map((line) => line[column]?.length ?? 0)),
  )
  const number = (column: number) => column > 1 && column < widths.length - 2
  return lines.map((line) =>
    line
      .map((cell, column) => cell[number(column) ? 'padStart' : 'padEnd'](widths[column] ?? 0))
      .join('  ')
      .trimEnd(),
  )
}
