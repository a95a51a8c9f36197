/** A row of small bars for the latest values. */

const levels = '▁▂▃▄▅▆▇█'

/** @param values - the latest last; the largest of them has the full height */
export function sparkline(values: readonly number[], wide: number): string {
  const latest = values.slice(-wide)
  const largest = Math.max(1, ...latest)
  const height = (value: number) => Math.ceil((value / largest) * (levels.length - 1))
  return latest
    .map((value) => levels[height(value)])
    .join('')
    .padStart(wide)
}
