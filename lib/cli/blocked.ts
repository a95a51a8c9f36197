/** Who sleeps in msgsnd or msgrcv, from /proc/PID/task/TID/syscall, where this process may read it. */
import { readdirSync, readFileSync, readlinkSync } from 'node:fs'

export interface Blocked {
  readonly call: 'msgsnd' | 'msgrcv'
  /** msqid */
  readonly id: number
  readonly pid: number
  /** Name of the process (comm). */
  readonly command: string
}

/** Numbers of the system calls; on other machines nobody is found. */
const calls: ReadonlyMap<string, Blocked['call']> = new Map([
  ['x64 69', 'msgsnd'],
  ['x64 70', 'msgrcv'],
  ['arm64 189', 'msgsnd'],
  ['arm64 188', 'msgrcv'],
  ['riscv64 189', 'msgsnd'],
  ['riscv64 188', 'msgrcv'],
  ['loong64 189', 'msgsnd'],
  ['loong64 188', 'msgrcv'],
  ['arm 301', 'msgsnd'],
  ['arm 302', 'msgrcv'],
])

/** All that can be seen: of one's own processes, or all as root. */
export function allBlocked(): Blocked[] {
  return blockedOf(readdirSync('/proc').filter((name) => /^\d+$/.test(name)))
}

/** Those of these processes, some of which may have ended. */
export function blockedOf(pids: readonly string[]): Blocked[] {
  const namespace = readlinkSync('/proc/self/ns/ipc')
  return pids.flatMap((pid) => {
    try {
      // The same msqid is another queue in another namespace.
      return threads(pid).filter(() => readlinkSync(`/proc/${pid}/ns/ipc`) === namespace)
    } catch {
      // It has ended, or is not ours to look at.
      return []
    }
  })
}

function threads(pid: string): Blocked[] {
  return readdirSync(`/proc/${pid}/task`).flatMap((thread) => {
    const text = readFileSync(`/proc/${pid}/task/${thread}/syscall`, 'utf8')
    const [number, id] = text.split(' ')
    const call = calls.get(`${process.arch} ${number}`)
    if (call === undefined) return []
    const command = readFileSync(`/proc/${pid}/comm`, 'utf8').trimEnd()
    return [{ call, id: Number(id), pid: Number(pid), command }]
  })
}
