/** A horizontal bar for a share of 1. */

const eighths = ' ▏▎▍▌▋▊▉'

/** A bar of so many columns, exact to an eighth of one. */
export function bar(share: number, wide: number): string {
  const parts = Math.round(Math.min(1, share) * wide * 8)
  const full = Math.floor(parts / 8)
  const part = full < wide ? (eighths[parts % 8] as string) : ''
  const text = `${'█'.repeat(full)}${part}`.padEnd(wide)
  return text
}
