/** Where acknowledged readers keep what is not acknowledged. */
import { mkdtempSync, readdirSync, rmSync } from 'node:fs'
import type { MessageQueue } from '../../../lib/index.js'
import { until } from '../../support/until.js'
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

/** Takes and acknowledges all that is in the queue and in ledgers that nobody owns. */
export async function takeAll(
  queue: MessageQueue,
  directory: string,
  take: (data: Buffer) => void,
): Promise<void> {
  const options = { acknowledge: true, ledgerDirectory: directory, adoptInterval: 5 } as const
  const stream = queue.createReadStream(options)
  const closed = new Promise((resolve) => stream.once('close', resolve))
  let error: Error | undefined
  stream.on('error', (reason) => {
    error = reason
  })
  stream.on('data', (message) => {
    take(message.data)
    message.ack()
  })
  const done = () => ledgersIn(directory) === 1 && queue.stat().messages === 0
  await until('no orphan is left', () => error !== undefined || done())
  stream.stop()
  await closed
  if (error) throw error
}
