/** What a run may not leave behind. */
import { readdirSync, readFileSync } from 'node:fs'
import { folderPrefix } from './folder.js'

export interface Leftovers {
  readonly queues: readonly string[]
  readonly files: readonly string[]
}

/** All that there is now: queues of the namespace, and our folders in shared memory. */
export function inventory(): Leftovers {
  const [, ...lines] = readFileSync('/proc/sysvipc/msg', 'utf8').trimEnd().split('\n')
  return {
    queues: lines.map((line) => line.trim().split(/\s+/)[1] ?? ''),
    files: readdirSync('/dev/shm').filter((name) => name.startsWith(folderPrefix)),
  }
}

/** What is there after and was not before. */
export function leftBehind(before: Leftovers): string[] {
  const after = inventory()
  return [
    ...after.queues.filter((id) => !before.queues.includes(id)).map((id) => `queue ${id}`),
    ...after.files.filter((file) => !before.files.includes(file)).map((file) => `/dev/shm/${file}`),
  ]
}
