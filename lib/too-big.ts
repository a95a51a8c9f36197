/** Why msgsnd refused a message: because of its size, or because the queue is gone. */
import { constants } from 'node:os'
import { type QueueError, type QueueIdentity, tooBigError, useError } from './errors.js'
import { limits } from './limits.js'
import { native } from './native.js'

const { EINVAL, EMSGSIZE } = constants.errno

/** Precondition: msgsnd left `errno` (positive) for a message of `size` bytes to queue `id`. */
export function sendError(
  errno: number,
  size: number,
  queue: QueueIdentity & { id: number },
): QueueError {
  // EINVAL: over msgmax, or no such queue; a bad type has been refused before.
  const { msgmax } = limits()
  if ((errno === EINVAL || errno === EMSGSIZE) && size > msgmax) {
    return tooBigError(size, msgmax, 'kernel.msgmax', queue)
  }
  if (errno !== EMSGSIZE) return useError(errno, 'msgsnd', queue)
  const stat = native.statWithoutPermission(queue.id)
  if (typeof stat === 'number') return useError(-stat, 'msgsnd', queue)
  return tooBigError(size, stat.maxBytes, 'maxBytes', queue)
}

/** Throws ERR_MESSAGE_TOO_BIG for a size that the queue can't take, however long one waits. */
export function checkFits(size: number, queue: QueueIdentity & { id: number }): void {
  const stat = native.statWithoutPermission(queue.id)
  const maxBytes = typeof stat === 'number' ? size : stat.maxBytes
  if (size > Math.min(limits().msgmax, maxBytes)) throw sendError(EMSGSIZE, size, queue)
}
