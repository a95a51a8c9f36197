/** What must be closed when the process ends without asking: process.exit(), an uncaught throw. */
import { writeSync } from 'node:fs'

/** Something that holds messages, or a thread that could take one. */
export interface OpenHandle {
  /**
   * Called in 'exit': only what is done synchronously is done. Must not throw, nor call listeners: they
   * could end the process before the other handles are closed.
   *
   * @param patience - how long it may wait for room in a full queue, in milliseconds
   */
  closeAtExit(patience: number): void
  /** Called when all are closed, to tell listeners of what was done. */
  tellAtExit?(): void
}

/** How long full queues may hold up the end of the process, in milliseconds. */
const patienceAtExit = 1000

const handles = new Set<OpenHandle>()

function closeAll(): void {
  // One second for all: the process is to end.
  const end = performance.now() + patienceAtExit
  const all = [...handles]
  for (const handle of all) handle.closeAtExit(Math.max(0, Math.ceil(end - performance.now())))
  for (const handle of all) handle.tellAtExit?.()
}

/** One listener for all of them: hundreds of streams are not a leak of listeners. */
export function opened(handle: OpenHandle): void {
  if (handles.size === 0) process.on('exit', closeAll)
  handles.add(handle)
}

export function closed(handle: OpenHandle): void {
  if (handles.delete(handle) && handles.size === 0) process.off('exit', closeAll)
}

/** At exit there is nobody to hand them to; never in silence, though. */
export function reportUnread(count: number): void {
  if (count === 0) return
  try {
    writeSync(2, `sysvmq: ${count} messages that were read ahead did not fit the queue again\n`)
  } catch {
    // stderr is closed: there is nobody to tell.
  }
}
