/**
 * Finding and making queues: msgget(2). Each function returns a msqid. `get` is the system call, for
 * tests of what the kernel says rarely.
 */
import { constants } from 'node:os'
import { queueError } from './errors.js'
import { native } from './native.js'
import { changeSettings } from './queue-settings.js'

const { EEXIST, ENOENT } = constants.errno
const IPC_CREAT = 0o1000
const IPC_EXCL = 0o2000
export const IPC_PRIVATE = 0

export function openQueue(key: number): number {
  // A key_t is signed. No permission bits: what the queue allows shows when it is used.
  const id = native.get(key | 0, 0)
  if (id < 0) throw queueError(-id, 'msgget', { key })
  return id
}

export function createQueue(
  key: number,
  { mode, exclusive, maxBytes }: { mode: number; exclusive: boolean; maxBytes: number | undefined },
  get = native.get,
): number {
  for (;;) {
    let id = get(key | 0, IPC_CREAT | IPC_EXCL | mode)
    const created = id >= 0
    if (id === -EEXIST && !exclusive) id = get(key | 0, 0)
    // Removed between the two.
    if (id === -ENOENT) continue
    if (id < 0) throw queueError(-id, 'msgget', { key })
    return withMaxBytes({ id, key }, maxBytes, created)
  }
}

export function createPrivateQueue(
  mode: number,
  maxBytes: number | undefined,
  get = native.get,
): number {
  const id = get(IPC_PRIVATE, IPC_CREAT | mode)
  if (id < 0) throw queueError(-id, 'msgget', { key: IPC_PRIVATE })
  return withMaxBytes({ id, key: IPC_PRIVATE }, maxBytes, true)
}

function withMaxBytes(
  queue: { id: number; key: number },
  maxBytes: number | undefined,
  created: boolean,
): number {
  if (maxBytes === undefined) return queue.id
  const now = native.statWithoutPermission(queue.id)
  // Setting the same would need CAP_SYS_RESOURCE where it is above msgmnb.
  if (typeof now !== 'number' && now.maxBytes === maxBytes) return queue.id
  try {
    changeSettings(queue, { maxBytes })
  } catch (error) {
    // Nobody knows of it yet: not to be left behind.
    if (created) native.removeEmpty(queue.id)
    throw error
  }
  return queue.id
}
