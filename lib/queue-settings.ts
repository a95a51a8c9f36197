/** Changing settings of a queue, and telling why not. */
import { constants } from 'node:os'
import { type QueueIdentity, queueError, useError } from './errors.js'
import { native } from './native.js'
import type { QueueSettings } from './queue-options.js'

/** msgctl(2) with IPC_SET; it sets all of them at once, so what is left out is read before. */
export function changeSettings(
  queue: QueueIdentity & { readonly id: number },
  settings: QueueSettings,
): void {
  let now = native.stat(queue.id)
  // The owner may change what he may not read.
  if (now === -constants.errno.EACCES) now = native.statWithoutPermission(queue.id)
  if (typeof now === 'number') throw useError(-now, 'msgctl', queue)
  const { uid = now.uid, gid = now.gid, mode = now.mode, maxBytes = now.maxBytes } = settings
  const result = native.set(queue.id, uid, gid, mode, maxBytes)
  if (result < 0) throw queueError(-result, 'msgctl', queue)
}
