/** Files that processes leave for one another. */
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

/** No other run's. */
export const folderPrefix = `sysvmq-faults-${process.pid}-`

/** Is removed with all that is in it when the owner's scope ends. */
export async function temporaryFolder(owner: { teardown(end: () => unknown): void }) {
  const folder = await mkdtemp(join(tmpdir(), folderPrefix))
  owner.teardown(() => rm(folder, { recursive: true }))
  return folder
}
