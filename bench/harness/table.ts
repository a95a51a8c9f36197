/** The figures as text: a block for each case, and the matrix of all at the end. */
import type { Row, Summary } from './summary.js'

export function caseTable(summary: Summary): string {
  const { digits } = summary
  const names = [...new Set(summary.rows.flatMap(({ details }) => Object.keys(details)))]
  const head = ['', 'median', 'min', 'max', 'x C', ...names]
  const body = summary.rows.map((row) => [
    row.title,
    ...[row.median, row.min, row.max].map((value) => format(value, digits)),
    ratio(row),
    ...names.map((name) => format(row.details[name] ?? 0, Math.max(digits, 1))),
  ])
  return [
    `${summary.case}: ${summary.title} (${summary.unit})`,
    ...(body.length > 0 ? align([head, ...body]) : []),
    ...(summary.impossible === undefined ? [] : [`  not possible here: ${summary.impossible}`]),
    ...reasons('not measured', summary.notMeasured),
    ...reasons('FAILED', summary.failed),
    '',
  ].join('\n')
}

/** Implementation x case: the medians, and beside each its ratio to C. */
export function matrix(summaries: readonly Summary[], titles: readonly string[]): string {
  const head = ['', ...summaries.map((summary) => summary.case)]
  const units = ['', ...summaries.map(({ unit }) => unit)]
  const body = titles.map((title) => [
    title,
    ...summaries.map(({ rows, digits }) => {
      const row = rows.find((candidate) => candidate.title === title)
      return row === undefined ? '-' : `${format(row.median, digits)} ${ratio(row)}`.trim()
    }),
  ])
  return align(transpose([head, units, ...body])).join('\n')
}

function ratio(row: Row): string {
  return row.ratio === undefined ? '' : `${row.ratio.toFixed(2)}x`
}

function format(value: number, digits: number): string {
  return value.toLocaleString('en', {
    minimumFractionDigits: digits,
    maximumFractionDigits: digits,
  })
}

/** The names that share a reason on one line. */
function reasons(what: string, named: Readonly<Record<string, string>>): string[] {
  const byReason = new Map<string, string[]>()
  for (const [name, reason] of Object.entries(named)) {
    byReason.set(reason, [...(byReason.get(reason) ?? []), name])
  }
  return [...byReason].map(([reason, names]) => `  ${what}: ${names.join(', ')}: ${reason}`)
}

function align(lines: readonly (readonly string[])[]): string[] {
  const widths = (lines[0] ?? []).map((_, column) =>
    Math.max(...lines.map((line) => line[column]?.length ?? 0)),
  )
  return lines.map((line) =>
    line
      .map((cell, column) =>
        column === 0 ? cell.padEnd(widths[column] ?? 0) : cell.padStart(widths[column] ?? 0),
      )
      .join('  ')
      .trimEnd(),
  )
}

function transpose(lines: readonly (readonly string[])[]): string[][] {
  return (lines[0] ?? []).map((_, column) => lines.map((line) => line[column] ?? ''))
}
