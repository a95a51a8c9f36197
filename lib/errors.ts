/** Errors of system calls: stable codes, and prose that says what to do. */
import { constants } from 'node:os'
import { advice } from './advice.js'
import { formatKey } from './key.js'

/** The system calls that an error can come from. */
export type Syscall = 'msgget' | 'msgsnd' | 'msgrcv' | 'msgctl' | 'ftok' | 'pthread_create'

/** Which queue an error is about. */
export interface QueueIdentity {
  /** msqid; undefined while there is none. */
  readonly id?: number | undefined
  /** Unsigned; 0 for a private queue, undefined when not known. */
  readonly key?: number | undefined
}

/**
 * A system call that failed. `code` and `errno` are stable; the message is for people and may change.
 *
 * Two codes are the library's own reading of what the kernel said: `EIDRM` for every use of a queue
 * that is gone (the kernel says EINVAL or EIDRM), and `ERR_MESSAGE_TOO_BIG` for a message that can
 * never be sent (the kernel says EINVAL, or lets it wait for ever).
 */
export class QueueError extends Error {
  override readonly name = 'QueueError'
  /** As in errno(3), such as `'EIDRM'`, or `'ERR_MESSAGE_TOO_BIG'`. */
  readonly code: string
  /** The number of it, positive, as in `os.constants.errno`. */
  readonly errno: number
  /** The call that failed, such as `'msgsnd'`. */
  readonly syscall: Syscall
  /** msqid of the queue, where there is one. */
  readonly id: number | undefined
  /** Key of the queue, where it is known. */
  readonly key: number | undefined

  /** Precondition: `code` and `errno` belong together. */
  constructor(
    message: string,
    code: string,
    errno: number,
    syscall: Syscall,
    queue: QueueIdentity = {},
  ) {
    super(message)
    this.code = code
    this.errno = errno
    this.syscall = syscall
    this.id = queue.id
    this.key = queue.key
  }
}

// util.getSystemErrorName knows neither ENOMSG nor EIDRM.
const names = new Map(Object.entries(constants.errno).map(([name, errno]) => [errno, name]))
// Where two names share a number, the one that these calls document.
names.set(constants.errno.EAGAIN, 'EAGAIN')

/** Precondition: positive. */
export function errnoName(errno: number): string {
  return names.get(errno) ?? `E${errno}`
}

function named(queue: QueueIdentity): string {
  const id = queue.id === undefined ? undefined : `id ${queue.id}`
  if (queue.key === undefined) return `queue ${id ?? ''}`.trim()
  const key = queue.key === 0 ? 'private queue' : `queue ${formatKey(queue.key)}`
  return id === undefined ? key : `${key} (${id})`
}

/**
 * Precondition: `errno` is what `syscall` left there, positive.
 *
 * @param subject - what it is about, where that is no queue
 */
export function queueError(
  errno: number,
  syscall: Syscall,
  queue: QueueIdentity = {},
  subject = named(queue),
): QueueError {
  const code = errnoName(errno)
  const message = `${syscall} ${code}: ${subject}: ${advice(syscall, code)}`
  return new QueueError(message, code, errno, syscall, queue)
}

/** A use of a queue by its id: the kernel says EINVAL of an id that is no queue any more. */
export function useError(errno: number, syscall: Syscall, queue: QueueIdentity = {}): QueueError {
  const { EINVAL, EIDRM } = constants.errno
  return queueError(errno === EINVAL ? EIDRM : errno, syscall, queue)
}

/** A message that can never be sent: `limit` is the value of `name`. */
export function tooBigError(
  size: number,
  limit: number,
  name: 'kernel.msgmax' | 'maxBytes',
  queue: QueueIdentity,
): QueueError {
  const mend =
    name === 'kernel.msgmax'
      ? `raise it (sysctl kernel.msgmax=${size}), or send less at once`
      : `raise it (queue.set({ maxBytes }), above kernel.msgmnb with CAP_SYS_RESOURCE), or send less at once`
  const message = `${named(queue)}: a message of ${size} bytes is over ${name}, ${limit}: ${mend}`
  const code = 'ERR_MESSAGE_TOO_BIG'
  return new QueueError(message, code, constants.errno.EMSGSIZE, 'msgsnd', queue)
}

/** `timeout` is over. */
export function timeoutError(timeout: number, syscall: Syscall, queue: QueueIdentity): QueueError {
  const state = syscall === 'msgsnd' ? 'no room' : 'no message'
  const message = `${named(queue)}: ${state} within ${timeout} ms (option "timeout")`
  return new QueueError(message, 'ETIMEDOUT', constants.errno.ETIMEDOUT, syscall, queue)
}
