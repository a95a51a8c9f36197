/** The error of a pool, which shows the last that the worker wrote to stderr. */

/** How a worker process ended. */
export interface WorkerEnding {
  /** Exit code; null when a signal ended it, or when it could not be started. */
  readonly code: number | null
  readonly signal: NodeJS.Signals | null
}

export type PoolErrorCode = 'ERR_WORKER_START' | 'ERR_POOL_GAVE_UP' | 'ERR_POOL_STATE'

/** What is known of the worker that the error is about. */
export interface WorkerFailure extends WorkerEnding {
  readonly worker: number
  /** Its last lines on stderr, at most 20. */
  readonly stderr: readonly string[]
}

/**
 * A pool can't do what it was asked to. `code` is stable, the message may change:
 * - `ERR_WORKER_START`: a worker ended, or said nothing for `startTimeout`, before it was ready.
 * - `ERR_POOL_GAVE_UP`: workers ended more often than `restartIntensity` allows.
 * - `ERR_POOL_STATE`: the call does not fit the state of the pool: not started, or stopped.
 */
export class PoolError extends Error {
  override readonly name = 'PoolError'
  readonly code: PoolErrorCode
  /** Index of the worker that this is about; null where it is about none. */
  readonly worker: number | null
  /** How that worker ended. */
  readonly exitCode: number | null
  readonly signal: NodeJS.Signals | null
  /** Its last lines on stderr, at most 20. */
  readonly stderr: readonly string[]

  constructor(code: PoolErrorCode, message: string, failure?: WorkerFailure, cause?: unknown) {
    const words = failure?.stderr.map((line) => `\n    ${line}`).join('')
    super(
      words ? `${message}; its last lines on stderr:${words}` : message,
      cause === undefined ? undefined : { cause },
    )
    this.code = code
    this.worker = failure?.worker ?? null
    this.exitCode = failure?.code ?? null
    this.signal = failure?.signal ?? null
    this.stderr = failure?.stderr ?? []
  }
}

/** The end of a process in words. */
export function endingInWords({ code, signal }: WorkerEnding): string {
  return signal === null ? `exit code ${code}` : signal
}
