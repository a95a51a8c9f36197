/** Why a command ends early: an exit code, and one line that says what to do. */
import { QueueError } from '../index.js'
import { type ExitCode, exitCode } from './exit-codes.js'

/** Ends the command. An empty message ends it quietly. */
export class Failure extends Error {
  readonly exitCode: ExitCode

  constructor(code: ExitCode, message: string, options?: ErrorOptions) {
    super(message, options)
    this.exitCode = code
  }
}

/** A reader that went away is no news to whoever built the pipe. */
export class BrokenPipe extends Failure {
  constructor() {
    super(exitCode.brokenPipe, '')
  }
}

const codes: Record<string, ExitCode> = {
  ENOENT: exitCode.noQueue,
  EIDRM: exitCode.noQueue,
  EACCES: exitCode.noPermission,
  EPERM: exitCode.noPermission,
  ETIMEDOUT: exitCode.timeout,
  EEXIST: exitCode.refused,
  ERR_MESSAGE_TOO_BIG: exitCode.badInput,
}

const advice: Record<string, string> = {
  ENOENT: 'there is no such queue: `sysvmq list` shows those there are, `sysvmq create` makes one',
  EIDRM: 'the queue is gone, or no queue has this id: `sysvmq list` shows those there are',
  'EACCES msgsnd':
    'no permission to write: act as the owner, or have the owner run `sysvmq set KEY --mode 622`',
  'EACCES msgrcv':
    'no permission to read: act as the owner, or have the owner run `sysvmq set KEY --mode 644`',
  EACCES: 'no permission to look at it: act as the owner; `sysvmq list` shows whose it is',
  EPERM:
    'only the owner or root may do this, and --max-bytes above kernel.msgmnb needs ' +
    'CAP_SYS_RESOURCE: act as the owner, or `sysctl -w kernel.msgmnb=BYTES`',
  EEXIST: 'it exists already: leave --exclusive out, or choose another KEY',
  ENOSPC: 'the limit on queues is reached: `sysvmq remove` some, or `sysctl -w kernel.msgmni=N`',
}

function named({ id, key }: QueueError): string {
  const name = key ? `0x${key.toString(16).padStart(8, '0')}` : `id:${id}`
  return `queue ${name}`
}

/** Any error as a Failure. */
export function toFailure(error: unknown): Failure {
  if (error instanceof Failure) return error
  // An AbortError, whose signal was fired with a Failure.
  if (error instanceof Error && error.cause instanceof Failure) return error.cause
  if (!(error instanceof QueueError)) {
    return new Failure(exitCode.failed, (error as Error).message, { cause: error })
  }
  const { code, syscall } = error
  const prose = advice[`${code} ${syscall}`] ?? advice[code]
  const message = prose === undefined ? error.message : `${named(error)}: ${prose} (${code})`
  return new Failure(codes[code] ?? exitCode.failed, message, { cause: error })
}

/** The line for stderr; with `debug` the stack of what is behind it. */
export function failureText(failure: Failure, debug: boolean): string {
  const line = failure.message && `sysvmq: ${failure.message.replaceAll(/\s*\n\s*/g, ' ')}\n`
  if (!debug) return line
  const { stack } = failure.cause instanceof Error ? failure.cause : failure
  return `${line}${stack}\n`
}
