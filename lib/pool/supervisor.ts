/** Supervises the workers of a pool: all slots, and all processes that are not over. */
import { Output } from './output.js'
import type { Happening, StopReason } from './pool-events.js'
import type { PoolSettings } from './pool-settings.js'
import { RestartIntensity } from './restart-intensity.js'
import { Slot, type SlotContext } from './slot.js'
import type { Turns } from './turns.js'
import { type WorkerContext, WorkerProcess } from './worker-process.js'

/** How long the output of processes that have ended may take when there is no time, in ms. */
const outputTimeout = 1000

export interface SupervisorOwner {
  readonly settings: PoolSettings
  readonly turns: Turns
  tell(happening: Happening): void
  /** This worker's end was one too many. */
  giveUp(worker: WorkerProcess): void
}

export class Supervisor implements SlotContext {
  readonly settings: PoolSettings
  readonly #owner: SupervisorOwner
  readonly #context: WorkerContext
  readonly #intensity: RestartIntensity
  readonly #slots: Slot[] = []
  /** Those that live, and those whose output has not all been read. */
  readonly #processes = new Set<WorkerProcess>()
  #stopping = false

  constructor(owner: SupervisorOwner) {
    const { settings } = owner
    this.settings = settings
    this.#owner = owner
    const stdout = new Output(settings.stdout)
    const stderr = settings.stderr === settings.stdout ? stdout : new Output(settings.stderr)
    this.#context = { settings, stdout, stderr, tell: (happening) => this.tell(happening) }
    this.#intensity = new RestartIntensity(settings.restartIntensity, settings.restartPeriod)
  }

  get size(): number {
    return this.#slots.length
  }

  /** The processes that live. */
  alive(): WorkerProcess[] {
    return [...this.#processes].filter(({ state }) => state !== 'ended')
  }

  /** Resolves when there are `size` workers, the new ones ready, and the others have ended. */
  async resize(size: number): Promise<void> {
    const before = this.size
    await this.#shrink(size)
    const fresh = Array.from({ length: size - this.size }, (_, i) => new Slot(this.size + i, this))
    this.#slots.push(...fresh)
    try {
      await Promise.all(fresh.map((slot) => slot.start()))
    } catch (error) {
      if (!this.#stopping) await this.#shrink(before)
      throw error
    }
  }

  /** Replaces all, one after the other. */
  async reload(): Promise<void> {
    for (const slot of [...this.#slots]) {
      if (this.#stopping) return
      await slot.replace('reload')
    }
  }

  /** Starts nothing more, and resolves when all have ended. Again with a shorter time: hastens that. */
  async stop(reason: StopReason, timeout: number): Promise<void> {
    this.#stopping = true
    for (const slot of this.#slots) slot.close()
    const processes = [...this.#processes]
    await Promise.all(
      processes.map(async (worker) => {
        if (timeout === 0) worker.release(outputTimeout)
        await worker.stop(reason, timeout)
        await worker.release(Math.max(timeout, outputTimeout))
      }),
    )
  }

  launch(index: number): WorkerProcess {
    const worker = new WorkerProcess(index, this.#context)
    this.#processes.add(worker)
    Promise.all([worker.ended, worker.closed]).then(() => this.#processes.delete(worker))
    return worker
  }

  tell(happening: Happening): void {
    this.#owner.tell(happening)
  }

  crashed(worker: WorkerProcess): number | null {
    if (this.#intensity.exceeded()) {
      this.#owner.giveUp(worker)
      return null
    }
    return this.#intensity.count
  }

  due(slot: Slot, worker: WorkerProcess): void {
    const replace = async () => {
      if (slot.current === worker && !this.#stopping) await slot.replace('recycle')
    }
    this.#owner.turns.take(replace).catch(() => {
      // The worker goes on meanwhile. That the successor ended has been told.
      if (!this.#stopping) slot.backOff(() => this.due(slot, worker))
    })
  }

  async #shrink(size: number): Promise<void> {
    const slots = this.#slots.splice(size)
    const { stopTimeout } = this.settings
    for (const slot of slots) slot.close()
    const gone = this.alive().filter(({ index }) => index >= size)
    await Promise.all(gone.map((worker) => worker.stop('resize', stopTimeout)))
  }
}
