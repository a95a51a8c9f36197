/** What a fault's rounds came to, all together. */
const columns = ['sent', 'handled', 'lost', 'twice', 'torn'] as const

export type Column = (typeof columns)[number]

export class Tally {
  readonly #counts = new Map<Column, number>()
  /** What has no column of its own. */
  readonly notes: string[] = []

  add(counts: Partial<Record<Column, number>>): void {
    for (const column of columns) {
      const count = counts[column]
      if (count !== undefined) this.#counts.set(column, (this.#counts.get(column) ?? 0) + count)
    }
  }

  /** Undefined where nothing was counted. */
  get(column: Column): number | undefined {
    return this.#counts.get(column)
  }
}

export { columns }
