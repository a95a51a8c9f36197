/** Where acknowledged readers keep what is not acknowledged. */
import { mkdtempSync, readdirSync, rmSync } from 'node:fs'
import { folderPrefix } from './folder.js'

/** On tmpfs, and removed when the owner's scope ends. */
export function ledgerDirectory(owner: { teardown(end: () => unknown): void }): string {
  const path = mkdtempSync(`/dev/shm/${folderPrefix}`)
  owner.teardown(() => rmSync(path, { recursive: true, force: true }))
  return path
}

/** How many ledgers there are: one for each reader that lives, and for each that has left something. */
export function ledgersIn(directory: string): number {
  return readdirSync(directory).length
}
