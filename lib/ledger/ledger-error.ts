/** Why there is no ledger, or why one that was found is left alone: codes, and what to do. */
import { errnoName } from '../errors.js'

/** A ledger, or the directory of ledgers, that can't be used. `code` is stable, the message is not. */
export class LedgerError extends Error {
  override readonly name = 'LedgerError'
  /**
   * As in errno(3), such as `'ENOSPC'`, of a call that failed; or
   * - `'ERR_LEDGER_DIRECTORY'`: the directory is not fit: not this user's alone, or not on tmpfs
   * - `'ERR_LEDGER_FOREIGN'`: the file is another user's, or others may use it, or it is no plain file
   * - `'ERR_LEDGER_VERSION'`: another version of this library wrote it
   * - `'ERR_LEDGER_DAMAGED'`: its content is not what was written
   * - `'ERR_LEDGER_QUEUE'`: it may be of another queue
   * - `'ERR_LEDGER_CLOSED'`: the reader was closed before the message was acknowledged
   */
  readonly code: string
  /** Positive; 0 where no call failed. */
  readonly errno: number
  /** The call that failed, or undefined. */
  readonly syscall: string | undefined
  /** The file or directory that it is about; undefined where it is about none. */
  readonly path: string | undefined

  constructor(message: string, code: string, errno = 0, syscall?: string, path?: string) {
    super(message)
    this.code = code
    this.errno = errno
    this.syscall = syscall
    this.path = path
  }
}

interface Call {
  readonly syscall: string
}
interface Unfit {
  readonly code: string
  readonly reason: string
}

const directory = (reason: string): Unfit => ({ code: 'ERR_LEDGER_DIRECTORY', reason })
const foreign = (reason: string): Unfit => ({ code: 'ERR_LEDGER_FOREIGN', reason })
const damaged = (reason: string): Unfit => ({ code: 'ERR_LEDGER_DAMAGED', reason })
const chooseAnother = 'choose another with the option "ledgerDirectory"'

/** Problem::Kind of cpp/core/ledger/problem.hpp, kept in step by hand. */
const kinds: readonly (Call | Unfit | undefined)[] = [
  undefined,
  { syscall: 'malloc' },
  { syscall: 'msgctl' },
  { syscall: 'open' },
  { syscall: 'mkdir' },
  { syscall: 'open' },
  { syscall: 'readdir' },
  { syscall: 'open' },
  { syscall: 'posix_fallocate' },
  { syscall: 'mmap' },
  { syscall: 'linkat' },
  { syscall: 'open' },
  { syscall: 'flock' },
  { syscall: 'pread' },
  directory(`it is not on tmpfs, where a write can't wait for a disk: ${chooseAnother}`),
  directory(`it belongs to another user: ${chooseAnother}`),
  directory('others may enter it: chmod 700'),
  foreign('it is no plain file'),
  foreign('it belongs to another user'),
  foreign('its mode is not 600'),
  foreign('it has a second name'),
  damaged('its size is not that of its header'),
  damaged('it does not begin as a ledger does'),
  { code: 'ERR_LEDGER_VERSION', reason: 'another version of this library wrote it' },
  damaged('its header has changed'),
  damaged('a message in it has changed'),
  { code: 'ERR_LEDGER_QUEUE', reason: "it can't be told whether it is of this queue" },
]
/** The kind that is about the queue, not about a ledger. */
export const queueKind = 2

const adviceOf: Record<string, string> = {
  ENOSPC:
    'no room there: each ledger takes maxInFlight slots of the largest message; lower "maxInFlight", ' +
    'or free some (`df`, `ls -l`; in a container raise its shm size)',
  EFBIG:
    'a message is larger than any ledger can hold (1 GiB), or than `ulimit -f`: it stays in the queue',
  ENOMEM: 'no memory for it: lower "maxInFlight"',
  EMFILE: 'too many open files: raise `ulimit -n`; a reader needs two or three',
  ENFILE: 'too many open files in the system: raise fs.file-max',
  EACCES: `no permission: ${chooseAnother}`,
  EROFS: `the file system is read-only: ${chooseAnother}`,
  ENOENT: 'a part of the path is not there: make it, or choose another with "ledgerDirectory"',
  ENOTDIR: `it is a symbolic link, or no directory: ${chooseAnother}`,
  EOPNOTSUPP: `the file system has no O_TMPFILE: ${chooseAnother}, on tmpfs`,
}

/** Precondition: `kind` is a Problem::Kind other than kNone. */
export function ledgerError(kind: number, errno: number, path: string): LedgerError {
  const what = kinds[kind] as Call | Unfit
  if ('code' in what) {
    const left = what.code === 'ERR_LEDGER_DIRECTORY' ? '' : '; it is left as it is'
    return new LedgerError(`${path}: ${what.reason}${left}`, what.code, 0, undefined, path)
  }
  const code = errnoName(errno)
  const advice = adviceOf[code] ?? 'see the manual page of the call'
  return new LedgerError(
    `${what.syscall} ${code}: ${path}: ${advice}`,
    code,
    errno,
    what.syscall,
    path,
  )
}

/** A call that failed on an adopted ledger. */
export function writeError(errno: number): LedgerError {
  const code = errnoName(errno)
  return new LedgerError(
    `pwrite ${code}: an adopted ledger can't be written: its messages may be delivered again`,
    code,
    errno,
    'pwrite',
  )
}

export function closedError(): LedgerError {
  return new LedgerError(
    'The stream was closed before this message was acknowledged: it stays in the ledger, and the next ' +
      'reader of the queue is handed it again',
    'ERR_LEDGER_CLOSED',
  )
}
