/** Worker processes that are kept at work: started, watched, replaced and stopped in order. */
import { EventEmitter } from 'node:events'
import { AbortError } from '../abort.js'
import { checkInteger, checkOptions } from '../arguments.js'
import { checkReadable } from './check-readable.js'
import { endingInWords, PoolError } from './pool-error.js'
import { type Happening, type PoolEventMap, tell } from './pool-events.js'
import type { StopOptions, WorkerPoolOptions } from './pool-options.js'
import { checkPoolOptions, checkSize, type PoolSettings, timeMax } from './pool-settings.js'
import { PoolSignals } from './pool-signals.js'
import { type PoolState, type PoolStats, PoolTotals } from './pool-stats.js'
import { Supervisor } from './supervisor.js'
import { Turns } from './turns.js'
import type { WorkerProcess } from './worker-process.js'

const ignore = () => {}

/**
 * Keeps `size` processes of a script at work.
 *
 * - One that ends unasked is started again, after a delay that grows; when they end too often, the
 *   pool gives up: it stops the others, and `finished` rejects.
 * - One whose event loop is silent is killed and replaced.
 * - Their lines on stdout and stderr come out after `[Worker N] `.
 * - When this process is gone, also by SIGKILL, the workers stop in order by themselves.
 *
 * The pool knows nothing of what the workers do; see {@link poolWorker} for their side.
 *
 * Events: `'spawn'`, `'ready'`, `'stop'`, `'exit'`, `'restart'`, `'hung'`, `'recycle'`, `'reload'`,
 * `'resize'`, `'give-up'`, each with its object; and `'event'` with every one of these objects. The same
 * are published on the diagnostics channels `sysvmq:pool:spawn` and so on.
 *
 * @example
 * const pool = new WorkerPool({ script: new URL('./worker.js', import.meta.url), signals: true })
 * pool.on('event', (event) => console.error(JSON.stringify(event)))
 * await pool.start()
 * await pool.finished
 */
export class WorkerPool extends EventEmitter<PoolEventMap> {
  /**
   * Resolves when the pool has stopped; rejects with ERR_POOL_GAVE_UP when it has given up and all
   * workers are gone. Where nobody handles that, the process ends with an exit code other than 0.
   */
  readonly finished: Promise<void>

  readonly #settings: PoolSettings
  readonly #signals: PoolSignals
  readonly #supervisor: Supervisor
  readonly #totals = new PoolTotals()
  readonly #turns = new Turns()
  #state: PoolState = 'idle'
  #size: number
  /** The reload that waits for its turn. */
  #reload: Promise<void> | undefined
  #stopping: Promise<void> | undefined
  #failure: Error | null = null
  #keepAlive: NodeJS.Timeout | undefined
  #finish: ((failure: Error | null) => void) | undefined

  /** @throws ERR_INVALID_ARG_TYPE, ERR_INVALID_ARG_VALUE */
  constructor(options: WorkerPoolOptions) {
    super()
    const settings = checkPoolOptions(options)
    this.#settings = settings
    this.#size = settings.size
    this.finished = new Promise((resolve, reject) => {
      this.#finish = (failure) => (failure ? reject(failure) : resolve())
    })
    this.#supervisor = new Supervisor({
      settings,
      turns: this.#turns,
      tell: (happening) => this.#tell(happening),
      giveUp: (worker) => this.#giveUp(worker),
    })
    this.#signals = new PoolSignals(settings.signals, {
      stop: () => this.stop(this.#stopping ? { timeout: 0 } : undefined),
      // An event tells of each failure as well.
      reload: () => this.reload().catch(ignore),
      grow: () => this.resize(this.#size + 1).catch(ignore),
      shrink: () => this.resize(Math.max(0, this.#size - 1)).catch(ignore),
    })
  }

  /** How many workers there are to be. */
  get size(): number {
    return this.#size
  }

  get state(): PoolState {
    return this.#state
  }

  /** The figures of this moment; those of the workers are at most a heartbeat old. */
  stats(): PoolStats {
    return this.#totals.stats(this.#state, this.#size, this.#supervisor.alive())
  }

  /**
   * Starts all workers; resolves when each is ready. To be called once. From then on the pool keeps
   * the process alive until it has stopped.
   *
   * @throws PoolError ERR_WORKER_START as soon as one can't start (no such script, an error in it,
   *   `startTimeout`), when the others have stopped; ERR_POOL_GAVE_UP; ERR_POOL_STATE when it has been
   *   started before
   * @throws AbortError when stop() is called meanwhile
   */
  async start(): Promise<void> {
    if (this.#state !== 'idle') throw this.#misuse('start')
    this.#state = 'starting'
    this.#signals.listen()
    this.#keepAlive = setInterval(ignore, timeMax)
    try {
      await this.#turn('start', async () => {
        checkReadable(this.#settings.script)
        await this.#supervisor.resize(this.#settings.size)
      })
    } catch (error) {
      // Whoever awaits this has been told.
      this.finished.catch(ignore)
      this.#shutDown(async () => {
        await this.#supervisor.stop('stop', this.#settings.stopTimeout)
        // Nothing else is thrown.
        return error as Error
      })
      await this.#stopping
      throw error
    }
  }

  /**
   * Replaces each worker by a new one, one after the other: the successor is ready before the worker is
   * asked to stop, so that no fewer than `size` are at work. A reload() during another one begins when
   * that is over; more of them meanwhile are that same one.
   *
   * @throws PoolError ERR_WORKER_START when a successor can't start: the workers that were not
   *   replaced by then stay; ERR_POOL_STATE when the pool has not been started, or has stopped
   * @throws AbortError when stop() is called meanwhile
   */
  async reload(): Promise<void> {
    this.#checkStarted('reload')
    this.#reload ??= this.#turn('reload', async () => {
      this.#reload = undefined
      await this.#supervisor.reload()
    })
    await this.#reload
  }

  /**
   * Starts workers, or stops those of the highest indices; resolves when the new ones are ready and
   * the others have ended. Begins when changes that were asked for before are over.
   *
   * @param size - 0 to 1024; 0 leaves a pool without workers, which still waits for resize() or stop()
   * @throws PoolError ERR_WORKER_START when one can't start: then the pool keeps the size that it had;
   *   ERR_POOL_STATE when the pool has not been started, or has stopped
   * @throws AbortError when stop() is called meanwhile
   */
  async resize(size: number): Promise<void> {
    checkSize(size)
    this.#checkStarted('resize')
    this.#size = size
    await this.#turn('resize', async () => {
      try {
        await this.#supervisor.resize(size)
      } catch (error) {
        this.#size = this.#supervisor.size
        throw error
      }
    })
  }

  /**
   * Asks all workers to stop (SIGTERM), and resolves when they have ended and what they wrote has been
   * passed on. Those that take longer than the timeout are killed. A second call can shorten it:
   * `stop({ timeout: 0 })` stops at once. May be called at any time, also before start().
   */
  async stop(options?: StopOptions): Promise<void> {
    checkOptions('options', options)
    const standard = this.#settings.stopTimeout
    const timeout = checkInteger('timeout', options?.timeout ?? standard, 0, timeMax)
    if (this.#stopping) this.#supervisor.stop('stop', timeout)
    else this.#shutDown(() => this.#supervisor.stop('stop', timeout).then(() => null))
    await this.#stopping
  }

  /** The same as stop(). */
  async [Symbol.asyncDispose](): Promise<void> {
    await this.stop()
  }

  #giveUp(worker: WorkerProcess): void {
    const { restartIntensity, restartPeriod, stopTimeout } = this.#settings
    this.#shutDown(async () => {
      const stopped = this.#supervisor.stop('give-up', stopTimeout)
      const error = await worker.failure(
        'ERR_POOL_GAVE_UP',
        `the pool gives up: more than ${restartIntensity} workers (restartIntensity) ended within ` +
          `${restartPeriod} ms; the last was worker ${worker.index}, with ` +
          endingInWords(await worker.ended),
      )
      this.#tell({ event: 'give-up', worker: worker.index, error })
      await stopped
      return error
    })
  }

  /** @param stop - resolves when all workers have ended, with the error that the pool ends in */
  #shutDown(stop: () => Promise<Error | null>): void {
    if (this.#stopping) return
    this.#state = 'stopping'
    this.#stopping = stop().then((failure) => {
      this.#signals.ignore()
      clearInterval(this.#keepAlive)
      this.#failure = failure
      this.#state = failure ? 'failed' : 'stopped'
      this.#finish?.(failure)
    })
  }

  /** One change at a time. One that stop() or giving up cuts short rejects when that is over. */
  #turn(call: 'start' | 'reload' | 'resize', change: () => Promise<void>): Promise<void> {
    return this.#turns.take(async () => {
      let error: Error | null = null
      try {
        if (!this.#stopping) await change()
      } catch (thrown) {
        error = thrown as Error
      }
      if (this.#stopping) {
        await this.#stopping
        error = this.#failure ?? new AbortError(`stop() was called before ${call}() was done`)
      } else if (call === 'start') {
        if (!error) this.#state = 'running'
      } else {
        this.#tell({ event: call, size: this.#size, error })
      }
      if (error) throw error
    })
  }

  #checkStarted(call: string): void {
    if (this.#state !== 'starting' && this.#state !== 'running') throw this.#misuse(call)
  }

  #misuse(call: string): PoolError {
    const hint = this.#state === 'idle' ? 'it has not been started' : `it is ${this.#state}`
    return new PoolError('ERR_POOL_STATE', `${call}() does not fit the state of the pool: ${hint}`)
  }

  #tell(happening: Happening): void {
    this.#totals.count(happening)
    tell(this, happening)
  }
}
