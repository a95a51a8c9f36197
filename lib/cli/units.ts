/** Numbers for people. */

/** 1023, 16.0K, 1.5M: at most 6 characters. */
export function formatBytes(count: number): string {
  let value = count
  let unit = ''
  for (const next of ['K', 'M', 'G', 'T']) {
    if (value < 1024) break
    value /= 1024
    unit = next
  }
  return unit === '' ? `${count}` : `${value.toFixed(value < 100 ? 1 : 0)}${unit}`
}

/** 5s, 3m, 2h, 9d: how long ago, or "-" for never. */
export function formatAge(date: Date | null, now = Date.now()): string {
  if (date === null) return '-'
  const seconds = Math.max(0, Math.floor((now - date.getTime()) / 1000))
  if (seconds < 60) return `${seconds}s`
  if (seconds < 3600) return `${Math.floor(seconds / 60)}m`
  if (seconds < 86_400) return `${Math.floor(seconds / 3600)}h`
  return `${Math.floor(seconds / 86_400)}d`
}

export function formatMode(mode: number): string {
  return mode.toString(8).padStart(4, '0')
}

/** How much of 1 a queue is full: by bytes or by number, whichever is more, as the kernel counts. */
export function fullness(queue: { messages: number; bytes: number; maxBytes: number }): number {
  return Math.max(queue.messages, queue.bytes) / Math.max(1, queue.maxBytes)
}

export function plural(count: number, noun: string): string {
  return `${count} ${noun}${count === 1 ? '' : 's'}`
}
