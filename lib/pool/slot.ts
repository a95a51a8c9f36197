/** A place in a pool: a worker is in it, or will be again. */
import { BackOff } from './back-off.js'
import type { Happening, StopReason } from './pool-events.js'
import type { PoolSettings } from './pool-settings.js'
import type { WorkerProcess } from './worker-process.js'

/** What a slot needs of its pool. */
export interface SlotContext {
  readonly settings: PoolSettings
  launch(index: number): WorkerProcess
  tell(happening: Happening): void
  /** A worker ended unasked. How many did lately, or null if it is not to be started again. */
  crashed(worker: WorkerProcess): number | null
  /** The slot's worker has passed a limit of recycling. */
  due(slot: Slot, worker: WorkerProcess): void
}

export class Slot {
  readonly index: number
  readonly #context: SlotContext
  readonly #backOff: BackOff
  #current: WorkerProcess | undefined
  /** What is to take the current one's place, until it is ready. */
  #successor: WorkerProcess | undefined
  #timer: NodeJS.Timeout | undefined
  #started = false
  #closed = false

  constructor(index: number, context: SlotContext) {
    const { restartDelay, maxRestartDelay } = context.settings
    this.index = index
    this.#context = context
    this.#backOff = new BackOff(restartDelay, maxRestartDelay)
  }

  /** The worker in it; undefined while it waits for the next. */
  get current(): WorkerProcess | undefined {
    return this.#current
  }

  /** Resolves when a worker is ready; if it ends before, rejects, and it is not started again. */
  async start(): Promise<void> {
    this.#current = this.#launch()
    await this.#current.ready
    this.#started = true
  }

  /**
   * Starts a successor, and stops the worker when that is ready. Rejects if it ends before; then the
   * worker stays.
   */
  async replace(reason: StopReason): Promise<void> {
    clearTimeout(this.#timer)
    const successor = this.#launch()
    this.#successor = successor
    await successor.ready
    const old = this.#current
    this.#current = successor
    this.#successor = undefined
    await old?.stop(reason)
  }

  /** Tries again after a while. */
  backOff(attempt: () => void): number {
    const delay = this.#backOff.next()
    clearTimeout(this.#timer)
    this.#timer = setTimeout(attempt, delay)
    return delay
  }

  /** Starts nothing more by itself. */
  close(): void {
    this.#closed = true
    clearTimeout(this.#timer)
  }

  #launch(): WorkerProcess {
    const worker = this.#context.launch(this.index)
    worker.ondue = () => this.#context.due(this, worker)
    worker.ended.then(() => this.#ended(worker))
    return worker
  }

  #ended(worker: WorkerProcess): void {
    if (worker.age >= this.#context.settings.restartPeriod) this.#backOff.reset()
    if (worker === this.#current) this.#current = undefined
    else if (worker === this.#successor) this.#successor = undefined
    // A successor that failed leaves the worker where it is; whoever asked for it is told.
    if (worker.asked || this.#closed || !this.#started || this.#current) return
    const recent = this.#context.crashed(worker)
    if (recent === null || this.#successor) return
    const delay = this.backOff(() => {
      this.#current = this.#launch()
    })
    this.#context.tell({ event: 'restart', worker: this.index, delay, recent })
  }
}
