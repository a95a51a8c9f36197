/** Options of a WorkerPool. */
import type { Writable } from 'node:stream'
import type { PoolSignal } from './pool-signals.js'

/** Times are in milliseconds. Where Infinity is allowed, it means that there is no limit. */
export interface WorkerPoolOptions {
  /**
   * The module that each worker runs: a `file:` URL, or a path, which is resolved from the current
   * directory. It calls `poolWorker()`.
   */
  script: URL | string
  /** Worker processes, 0 to 1024; default `os.availableParallelism()`. */
  size?: number | undefined
  /** Arguments of the script: `process.argv.slice(2)` there; default none. */
  args?: readonly string[] | undefined
  /** Added to this process's environment; undefined takes a variable out. */
  env?: NodeJS.ProcessEnv | undefined
  /** Options of node, such as `--max-old-space-size=256`; default those of this process. */
  execArgv?: readonly string[] | undefined
  /** Working directory of the workers; default this process's. */
  cwd?: string | undefined

  /** How long a worker may take until it is ready, in ms; default 30,000. Then it is killed. */
  startTimeout?: number | undefined
  /**
   * How long a worker that was asked to stop may take, in ms; default 10,000. Then it is killed, and
   * what it held is lost. The same holds for workers whose pool is gone.
   */
  stopTimeout?: number | undefined

  /** How often a worker says that it is alive, in ms; default 1,000. */
  heartbeatInterval?: number | undefined
  /**
   * How long a worker's event loop may be silent, in ms; default 30,000, Infinity for ever. Then it
   * is killed and replaced. Must be more than the longest that a handler computes without a pause.
   */
  heartbeatTimeout?: number | undefined

  /** How many workers may end unasked within `restartPeriod`; default 5. Past it the pool gives up. */
  restartIntensity?: number | undefined
  /** In ms; default 10,000. */
  restartPeriod?: number | undefined
  /**
   * Delay before a worker that ended is started again, in ms; default 100. It doubles each time,
   * and begins anew once a worker has lived for `restartPeriod`. The delay that is used is between
   * half of it and all of it.
   */
  restartDelay?: number | undefined
  /** The longest such delay, in ms; default 30,000. */
  maxRestartDelay?: number | undefined

  /** Replaces a worker that has taken so many messages; default Infinity. */
  maxMessages?: number | undefined
  /** Replaces a worker whose resident set is larger than this, in bytes; default Infinity. */
  maxMemory?: number | undefined
  /**
   * The share, 0 to 1, that the two limits are lowered by at most, at random for each worker, so that
   * they do not all fall due at once; default 0.1.
   */
  recycleJitter?: number | undefined

  /** Where the lines of the workers' stdout go, each after `[Worker N] `; default process.stdout. */
  stdout?: Writable | undefined
  /** The same for stderr; default process.stderr. */
  stderr?: Writable | undefined

  /**
   * Signals that the pool handles from start() until it has stopped; default false, none; true is all
   * of them. SIGTERM and SIGINT: stop(), a second one at once. SIGHUP: reload(). SIGTTIN and
   * SIGTTOU: one worker more, one less.
   */
  signals?: boolean | readonly PoolSignal[] | undefined
}

/** Options of `stop()`. */
export interface StopOptions {
  /** How long the workers may take, in ms; default the pool's `stopTimeout`. 0 kills them at once. */
  timeout?: number | undefined
}
