/** What the mode of a queue lets this process do, as the kernel decides it (ipcperms). */
import type { QueueStat } from '../index.js'
import { hasCapability } from './capabilities.js'

export interface Access {
  readonly read: boolean
  readonly write: boolean
}

export function accessTo({ mode, uid, gid, cuid, cgid }: QueueStat): Access {
  if (hasCapability('CAP_IPC_OWNER')) return { read: true, write: true }
  // Of process, which has these on Linux.
  const { geteuid, getegid, getgroups } = process as Required<typeof process>
  const me = geteuid()
  const groups = [getegid(), ...getgroups()]
  const shift = me === uid || me === cuid ? 6 : groups.some((g) => g === gid || g === cgid) ? 3 : 0
  return { read: ((mode >> shift) & 4) !== 0, write: ((mode >> shift) & 2) !== 0 }
}

/** As in `ls -l`: rw, r-, -w, --. */
export function formatAccess({ read, write }: Access): string {
  return `${read ? 'r' : '-'}${write ? 'w' : '-'}`
}

const others = ': for that, act as the owner or root'

const words: Readonly<Record<string, string>> = {
  rw: 'read and write',
  'r-': `read, not write${others}`,
  '-w': `write, not read${others}`,
  '--': `neither read nor write${others}`,
}

export function accessInWords(access: Access): string {
  return words[formatAccess(access)] as string
}
