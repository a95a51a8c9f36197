/** The pipe behind stdout: who reads it, and what nobody has read. */
import {
  closeSync,
  constants,
  openSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  readSync,
} from 'node:fs'

/**
 * Takes what is in the pipe out of it. Precondition: nobody reads it.
 *
 * @returns how many bytes that were
 */
export function takeUnread(): number {
  // Our writing end keeps the pipe alive; opened anew for reading, it gives back what is in it.
  const pipe = openSync('/proc/self/fd/1', constants.O_RDONLY | constants.O_NONBLOCK)
  const buffer = Buffer.alloc(65_536)
  let count = 0
  try {
    for (;;) count += readSync(pipe, buffer)
  } catch {
    // EAGAIN: that was all.
  }
  closeSync(pipe)
  return count
}

/** Whether a process that this one may look at has the pipe open for reading. */
export function hasReader(): boolean {
  const pipe = readlinkSync('/proc/self/fd/1')
  return readdirSync('/proc').some((pid) => {
    try {
      return readdirSync(`/proc/${pid}/fd`).some((fd) => isReadingEnd(pid, fd, pipe))
    } catch {
      // No process, or another user's, or it has ended.
      return false
    }
  })
}

function isReadingEnd(pid: string, fd: string, pipe: string): boolean {
  if (readlinkSync(`/proc/${pid}/fd/${fd}`) !== pipe) return false
  const info = readFileSync(`/proc/${pid}/fdinfo/${fd}`, 'utf8')
  // Octal; the last two bits are O_ACCMODE.
  const flags = Number.parseInt(/^flags:\s*(\d+)/m.exec(info)?.[1] as string, 8)
  return (flags & 3) !== constants.O_WRONLY
}
