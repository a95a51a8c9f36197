/** What `doctor` looks at, read from this machine. */
import { existsSync, readdirSync, readFileSync, readlinkSync, statfsSync } from 'node:fs'
import { join } from 'node:path'
import { type Limits, MessageQueue, type QueueStat } from '../../index.js'
import { allBlocked } from '../blocked.js'
import { hasCapability } from '../capabilities.js'

export interface Facts {
  readonly limits: Limits
  readonly queues: readonly QueueStat[]
  /** Which of the processes that used a queue last, or wait on one, are alive: of their queues' ids. */
  readonly inUse: ReadonlySet<number>
  /** Whether this is the IPC namespace that the machine started with. */
  readonly initialNamespace: boolean
  /** Whether systemd-logind removes this user's queues at the end of the last session. */
  readonly removedAtLogout: boolean
  readonly mayRaiseLimits: boolean
  readonly mayUseAll: boolean
  /** Bytes. */
  readonly memoryAvailable: number
  /** RLIMIT_NPROC, which counts threads; Infinity for none. */
  readonly maxThreads: number
  /** Bytes in /dev/shm; undefined where there is none. */
  readonly sharedMemoryFree: number | undefined
}

/** PROC_IPC_INIT_INO of the kernel. */
const initialNamespace = 'ipc:[4026531839]'

export function gatherFacts(): Facts {
  const queues = MessageQueue.list()
  return {
    limits: MessageQueue.limits(),
    queues,
    inUse: idsInUse(queues),
    initialNamespace: readlinkSync('/proc/self/ns/ipc') === initialNamespace,
    removedAtLogout: [isRegularUser(), existsSync('/run/systemd/system'), removeIPC('/')].every(
      Boolean,
    ),
    mayRaiseLimits: hasCapability('CAP_SYS_RESOURCE'),
    mayUseAll: hasCapability('CAP_IPC_OWNER'),
    memoryAvailable: number('/proc/meminfo', /^MemAvailable:\s*(\d+)/m) * 1024,
    maxThreads: number('/proc/self/limits', /^Max processes\s+(\d+|unlimited)/m),
    sharedMemoryFree: freeIn('/dev/shm'),
  }
}

/** "unlimited" is Infinity. */
function number(file: string, pattern: RegExp): number {
  const text = pattern.exec(readFileSync(file, 'utf8'))?.[1]
  return Number(text?.replace('unlimited', 'Infinity'))
}

function idsInUse(queues: readonly QueueStat[]): Set<number> {
  const alive = queues.filter(({ lastSendPid, lastReceivePid }) =>
    [lastSendPid, lastReceivePid].some((pid) => pid > 0 && existsSync(`/proc/${pid}`)),
  )
  return new Set([...alive, ...allBlocked()].map(({ id }) => id))
}

/** Root and system users keep theirs. */
function isRegularUser(): boolean {
  return (process.geteuid?.() as number) >= 1000
}

/** @returns undefined where there is no such folder */
export function freeIn(folder: string): number | undefined {
  if (!existsSync(folder)) return undefined
  const { bavail, bsize } = statfsSync(folder)
  return bavail * bsize
}

/**
 * RemoveIPC of logind.conf(5): yes unless a file says otherwise; of several the last one counts, by name.
 *
 * @param root - where etc, run and usr are
 */
export function removeIPC(root: string): boolean {
  const folders = ['usr/lib', 'run', 'etc'].map((name) => join(root, name, 'systemd'))
  const dropIns = new Map<string, string>()
  for (const folder of folders.map((name) => join(name, 'logind.conf.d'))) {
    // A file in etc replaces one of the same name in usr/lib.
    if (existsSync(folder)) for (const name of readdirSync(folder)) dropIns.set(name, folder)
  }
  const main = folders
    .map((folder) => join(folder, 'logind.conf'))
    .filter((file) => existsSync(file))
  const names = [...dropIns.keys()].filter((name) => name.endsWith('.conf')).sort()
  const files = [...main.slice(-1), ...names.map((name) => join(dropIns.get(name) as string, name))]
  const settings = files.flatMap((file) =>
    [...readFileSync(file, 'utf8').matchAll(/^RemoveIPC\s*=\s*(\S*)/gim)].map(([, value]) => value),
  )
  return !/^(no|false|off|0)$/i.test(settings.at(-1) ?? 'yes')
}
