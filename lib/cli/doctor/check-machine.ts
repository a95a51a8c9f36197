/** Where queues live here, and what may take them away. */
import { formatBytes } from '../units.js'
import type { Facts } from './facts.js'
import { type Finding, note, ok, wrong } from './finding.js'

export function checkNamespace({ initialNamespace }: Facts): Finding {
  if (initialNamespace) return ok('IPC namespace', 'that of the machine')
  return note(
    'IPC namespace',
    "one of its own: the machine's queues are not seen here, and these go with its last process",
    'docker run --ipc=host ...   # to share those of the machine',
  )
}

export function checkLogout({ removedAtLogout }: Facts): Finding {
  if (!removedAtLogout) return ok('RemoveIPC', 'queues of this user stay after a logout')
  return wrong(
    'RemoveIPC',
    'systemd-logind removes the queues of this user when the last session ends',
    "sudo mkdir -p /etc/systemd/logind.conf.d && printf '[Login]\\nRemoveIPC=no\\n' | " +
      'sudo tee /etc/systemd/logind.conf.d/60-sysvmq.conf && sudo systemctl restart systemd-logind',
  )
}

/** Each wait takes a thread. */
const fewThreads = 64

export function checkThreads({ maxThreads }: Facts): Finding {
  const text = `ulimit -u is ${Number.isFinite(maxThreads) ? maxThreads : 'unlimited'}`
  if (maxThreads >= fewThreads) return ok('threads', text)
  return wrong('threads', `${text}, and each wait on a queue takes a thread`, 'ulimit -u 4096')
}

/** What acknowledged delivery may need. */
const littleSharedMemory = 16 * 1024 ** 2

export function checkSharedMemory({ sharedMemoryFree }: Facts): Finding {
  if (sharedMemoryFree === undefined) return note('/dev/shm', 'there is none')
  const text = `${formatBytes(sharedMemoryFree)} are free`
  if (sharedMemoryFree >= littleSharedMemory) return ok('/dev/shm', text)
  return wrong('/dev/shm', text, 'sudo mount -o remount,size=64m /dev/shm')
}
