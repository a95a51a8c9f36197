/** Every errno of the manual pages of msgget(2), msgop(2) and msgctl(2), and what becomes of it. */
import type { Syscall } from '../../lib/index.js'

export interface Row {
  readonly syscall: Syscall
  readonly errno: keyof typeof import('node:os').constants.errno
  /** What the library makes of it where an id is used; as it is if left out. */
  readonly code?: string
  /** What the message advises. */
  readonly says: RegExp
  /** The test that has the kernel say it; left out where that can't be had without harm. */
  readonly provoked?: string
}

// Prose may change; what it names that a user can turn to may not.
export const permission = /permission.*queue\.set\(\{ mode \}\)/
export const removed = /MessageQueue\.create\(\)/
export const exists = /"exclusive"/
export const owner = /owner.*CAP_SYS_ADMIN/
export const raise = /kernel\.msgmnb.*CAP_SYS_RESOURCE/
const memory = /memory.*remove queues/
const bug = /report it/
const signal = /try again/

export const manual: readonly Row[] = [
  // open() and create() ask for no permission, so that only a security module can refuse.
  { syscall: 'msgget', errno: 'EACCES', says: permission },
  {
    syscall: 'msgget',
    errno: 'EEXIST',
    says: exists,
    provoked: 'key',
  },
  { syscall: 'msgget', errno: 'ENOENT', says: removed, provoked: 'key' },
  { syscall: 'msgget', errno: 'ENOMEM', says: memory },
  { syscall: 'msgget', errno: 'ENOSPC', says: /ipcrm.*kernel\.msgmni/ },

  { syscall: 'msgsnd', errno: 'EACCES', says: permission, provoked: 'permission' },
  { syscall: 'msgsnd', errno: 'EAGAIN', says: /queue\.send/, provoked: 'would-block' },
  { syscall: 'msgsnd', errno: 'EFAULT', says: bug },
  { syscall: 'msgsnd', errno: 'EIDRM', says: removed, provoked: 'removed-while-waiting' },
  { syscall: 'msgsnd', errno: 'EINTR', says: signal, provoked: 'signal' },
  { syscall: 'msgsnd', errno: 'EINVAL', code: 'EIDRM', says: removed, provoked: 'removed' },
  { syscall: 'msgsnd', errno: 'ENOMEM', says: memory },

  { syscall: 'msgrcv', errno: 'E2BIG', says: /still in the queue/, provoked: 'small-buffer' },
  { syscall: 'msgrcv', errno: 'EACCES', says: permission, provoked: 'permission' },
  { syscall: 'msgrcv', errno: 'EFAULT', says: bug },
  { syscall: 'msgrcv', errno: 'EIDRM', says: removed, provoked: 'removed-while-waiting' },
  { syscall: 'msgrcv', errno: 'EINTR', says: signal, provoked: 'signal' },
  { syscall: 'msgrcv', errno: 'EINVAL', code: 'EIDRM', says: removed, provoked: 'removed' },
  { syscall: 'msgrcv', errno: 'ENOMSG', says: /no such message/, provoked: 'would-block' },
  { syscall: 'msgrcv', errno: 'ENOSYS', says: /CONFIG_CHECKPOINT_RESTORE/ },

  { syscall: 'msgctl', errno: 'EACCES', says: permission, provoked: 'permission' },
  { syscall: 'msgctl', errno: 'EFAULT', says: bug },
  { syscall: 'msgctl', errno: 'EIDRM', says: removed },
  { syscall: 'msgctl', errno: 'EINVAL', code: 'EIDRM', says: removed, provoked: 'removed' },
  {
    syscall: 'msgctl',
    errno: 'EPERM',
    says: new RegExp(`${owner.source}.*${raise.source}`),
    provoked: 'permission, max-bytes',
  },
]
