/** A table that fits the width it is given. */
import width from 'fast-string-truncated-width'

export interface Column<Row> {
  readonly title: string
  readonly value: (row: Row) => string
  readonly align?: 'right'
  /** Columns with the highest rank go first where there is no room; without one it stays. */
  readonly rank?: number
  /** Of a cell that is already as wide as its column. */
  readonly paint?: (cell: string, row: Row) => string
}

export function textWidth(text: string): number {
  return width(text).width
}

/** Cuts a text to so many columns of a terminal. */
export function cut(text: string, limit: number): string {
  const { index, truncated } = width(text, { limit, ellipsis: '…' })
  return truncated ? `${text.slice(0, index)}…` : text
}

export function pad(text: string, columns: number, align?: 'right'): string {
  const space = ' '.repeat(Math.max(0, columns - textWidth(text)))
  return align ? space + text : text + space
}

/** @param limit - columns of the terminal; Infinity where there is none */
export function table<Row>(
  columns: readonly Column<Row>[],
  rows: readonly Row[],
  limit: number,
): string[] {
  let shown = columns.map((column) => {
    const cells = rows.map((row) => column.value(row))
    return { column, cells, wide: Math.max(...[column.title, ...cells].map(textWidth)) }
  })
  const total = () => shown.reduce((sum, { wide }) => sum + wide + 2, -2)
  while (total() > limit) {
    const ranks = shown.map(({ column }) => column.rank ?? 0)
    const highest = Math.max(...ranks)
    if (highest === 0) break
    shown = shown.filter((_, index) => ranks[index] !== highest)
  }
  const line = (cell: (column: (typeof shown)[number]) => string, row?: Row): string => {
    let room = limit
    const parts = shown.map((entry, index) => {
      const last = index === shown.length - 1 && !entry.column.align
      const text = cut(cell(entry), Math.max(0, room))
      const padded = last ? text : pad(text, Math.min(entry.wide, room), entry.column.align)
      room -= entry.wide + 2
      return row !== undefined && entry.column.paint ? entry.column.paint(padded, row) : padded
    })
    return parts.join('  ').trimEnd()
  }
  return [
    line(({ column }) => column.title),
    ...rows.map((row, index) => line(({ cells }) => cells[index] as string, row)),
  ]
}
