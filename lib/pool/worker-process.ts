/** One process of a pool, from its start to its end. */
import childProcess, { type ChildProcess } from 'node:child_process'
import { AbortError } from '../abort.js'
import { Heartbeat } from './heartbeat.js'
import { LastLines } from './last-lines.js'
import { Lines } from './lines.js'
import type { Output } from './output.js'
import { endingInWords, PoolError, type PoolErrorCode, type WorkerEnding } from './pool-error.js'
import type { Happening, KillReason, RecycleReason, StopReason } from './pool-events.js'
import type { PoolSettings } from './pool-settings.js'
import { isReport, settingsToEnv, type WorkerReport } from './protocol.js'
import { within } from './within.js'

/** How long the pipes of a process that has ended may stay open: what it has started may hold them. */
const lastWordsTimeout = 1000

/** What the processes of a pool have in common. */
export interface WorkerContext {
  readonly settings: PoolSettings
  readonly stdout: Output
  readonly stderr: Output
  tell(happening: Happening): void
}

export type WorkerState = 'starting' | 'ready' | 'stopping' | 'ended'

export class WorkerProcess {
  readonly index: number
  /** 0 where no process could be started. */
  readonly pid: number
  /** Rejects when it ends before: ERR_WORKER_START, or an AbortError if it was asked to stop. */
  readonly ready: Promise<void>
  readonly ended: Promise<WorkerEnding>
  /** All that it wrote has been read. */
  readonly closed: Promise<void>
  /** Called once, when it has passed a limit of recycling. */
  ondue: (() => void) | undefined
  state: WorkerState = 'starting'
  /** Both by its last report. */
  messages = 0
  memory = 0

  readonly #context: WorkerContext
  readonly #child: ChildProcess
  readonly #begun = performance.now()
  readonly #lastLines = new LastLines()
  readonly #limits: Record<RecycleReason, number>
  #isReady: (() => void) | undefined
  #startTimer: NodeJS.Timeout | undefined
  #stopTimer: NodeJS.Timeout | undefined
  #stopBy = Number.POSITIVE_INFINITY
  #heartbeat: Heartbeat | undefined
  #asked = false
  #due = false
  #killed: KillReason | null = null
  /** Why there is no process. */
  #failure: Error | undefined

  constructor(index: number, context: WorkerContext) {
    const { settings } = context
    this.index = index
    this.#context = context
    const lowered = (limit: number) => limit * (1 - Math.random() * settings.recycleJitter)
    this.#limits = { messages: lowered(settings.maxMessages), memory: lowered(settings.maxMemory) }

    this.#child = this.#fork()
    this.pid = this.#child.pid ?? 0
    this.closed = new Promise((resolve) => this.#child.once('close', () => resolve()))
    this.ended = this.#end()
    this.ready = this.#becomeReady()
    // Whoever starts it again does not wait for this.
    this.ready.catch(() => {})
    this.#listen()
    if (this.pid > 0) context.tell({ event: 'spawn', worker: index, pid: this.pid })
  }

  /** Milliseconds since it was started. */
  get age(): number {
    return Math.round(performance.now() - this.#begun)
  }

  /** Whether somebody has asked it to stop. */
  get asked(): boolean {
    return this.#asked
  }

  /** Asks it to stop, and kills it if it has not by then. A later call can only make it sooner. */
  stop(reason: StopReason, timeout = this.#context.settings.stopTimeout): Promise<WorkerEnding> {
    if (this.state === 'ended' || this.pid === 0) return this.ended
    if (!this.#asked) {
      this.#asked = true
      this.state = 'stopping'
      this.#forgetTimers()
      this.#context.tell({ event: 'stop', worker: this.index, pid: this.pid, reason })
      this.#child.kill('SIGTERM')
    }
    const stopBy = performance.now() + timeout
    if (stopBy < this.#stopBy) {
      this.#stopBy = stopBy
      clearTimeout(this.#stopTimer)
      if (timeout === 0) this.#kill('stop-timeout')
      else this.#stopTimer = setTimeout(() => this.#kill('stop-timeout'), timeout)
    }
    return this.ended
  }

  /** Lets go of its pipes, if what it has started still holds them after so many milliseconds. */
  async release(timeout: number): Promise<void> {
    await within(this.closed, timeout)
    for (const stream of this.#child.stdio) stream?.destroy()
  }

  /** What to say of its end. Precondition: it has ended. */
  async failure(code: PoolErrorCode, message: string): Promise<PoolError> {
    await within(this.closed, lastWordsTimeout)
    const failure = { worker: this.index, stderr: this.#lastLines.list(), ...(await this.ended) }
    return new PoolError(code, message, failure, this.#failure)
  }

  /** A session of its own: Ctrl-C is for the pool to act on, and a kill takes what it has started. */
  #fork(): ChildProcess {
    const { script, args, env, execArgv, cwd, ...settings } = this.#context.settings
    const { heartbeatInterval, stopTimeout } = settings
    return childProcess.fork(script, args, {
      cwd,
      ...(execArgv && { execArgv: [...execArgv] }),
      env: {
        ...process.env,
        ...env,
        ...settingsToEnv({
          index: this.index,
          heartbeatInterval,
          stopTimeout,
          maxMessages: Number.isFinite(this.#limits.messages) ? this.#limits.messages : null,
        }),
      },
      stdio: ['ignore', 'pipe', 'pipe', 'ipc', 'pipe'],
      detached: true,
    })
  }

  #listen(): void {
    const { stdout, stderr } = this.#child
    const prefix = `[Worker ${this.index}] `
    if (stdout) this.#context.stdout.copy(stdout, new Lines(prefix))
    if (stderr) this.#context.stderr.copy(stderr, new Lines(prefix, this.#lastLines.note))
    this.#child.on('message', (value) => {
      if (isReport(value)) this.#report(value)
    })
  }

  #report({ sysvmq, messages, memory }: WorkerReport): void {
    this.messages = messages
    this.memory = memory
    this.#heartbeat?.beat()
    if (sysvmq === 'ready' && this.state === 'starting') {
      this.#forgetTimers()
      this.#watch()
      this.state = 'ready'
      this.#isReady?.()
      const { index: worker, pid, age: after } = this
      this.#context.tell({ event: 'ready', worker, pid, after })
    }
    if (this.state === 'ready') this.#checkLimits()
  }

  #watch(): void {
    const { heartbeatInterval, heartbeatTimeout } = this.#context.settings
    this.#heartbeat = new Heartbeat(heartbeatInterval, heartbeatTimeout, (silent) => {
      this.#context.tell({ event: 'hung', worker: this.index, pid: this.pid, silent })
      this.#kill('hung')
    })
  }

  #checkLimits(): void {
    for (const reason of ['messages', 'memory'] as const) {
      const limit = this.#limits[reason]
      const value = this[reason]
      if (this.#due || value < limit) continue
      this.#due = true
      const { index: worker, pid } = this
      this.#context.tell({ event: 'recycle', worker, pid, reason, value, limit })
      this.ondue?.()
    }
  }

  async #becomeReady(): Promise<void> {
    const { startTimeout } = this.#context.settings
    this.#startTimer = setTimeout(() => this.#kill('start-timeout'), startTimeout)
    const ready = new Promise<boolean>((resolve) => {
      this.#isReady = () => resolve(true)
    })
    if (await Promise.race([ready, this.ended.then(() => false)])) return
    if (this.#asked) throw new AbortError('The worker was stopped before it was ready')
    throw await this.failure('ERR_WORKER_START', await this.#whyNotReady())
  }

  async #whyNotReady(): Promise<string> {
    const { script, startTimeout } = this.#context.settings
    const worker = `worker ${this.index} can't start ${script}`
    if (this.#failure) return `${worker}: ${this.#failure.message}`
    if (this.#killed === 'start-timeout') {
      return (
        `${worker}: not ready within startTimeout (${startTimeout} ms): does it call ` +
        'readable(), handle() or ready() of poolWorker()?'
      )
    }
    return `${worker}: it ended before it was ready, with ${endingInWords(await this.ended)}`
  }

  /** The whole process group: also what the worker has started. Precondition: it has not ended. */
  #kill(reason: KillReason): void {
    this.#killed = reason
    process.kill(-this.pid, 'SIGKILL')
  }

  async #end(): Promise<WorkerEnding> {
    const child = this.#child
    const disconnected = new Promise((resolve) => child.once('disconnect', resolve))
    const ending = await new Promise<WorkerEnding>((resolve) => {
      child.once('exit', (code, signal) => {
        // Its pid may be another's from now on.
        this.state = 'ended'
        this.#forgetTimers()
        clearTimeout(this.#stopTimer)
        resolve({ code, signal })
      })
      // Also said of a signal or a message that could not be sent: that is no end.
      child.on('error', (error) => {
        if (this.pid > 0) return
        this.state = 'ended'
        this.#forgetTimers()
        this.#failure = error
        resolve({ code: null, signal: null })
      })
    })
    // What it said last may come after its end.
    if (this.pid > 0) await within(disconnected, lastWordsTimeout)
    const { index: worker, pid, age: after, messages } = this
    const [expected, killed] = [this.#asked, this.#killed]
    this.#context.tell({ event: 'exit', worker, pid, ...ending, expected, killed, after, messages })
    return ending
  }

  #forgetTimers(): void {
    clearTimeout(this.#startTimer)
    this.#heartbeat?.stop()
  }
}
