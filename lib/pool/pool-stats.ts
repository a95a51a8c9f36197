/** The figures of a pool. */
import type { Happening } from './pool-events.js'
import type { WorkerProcess, WorkerState } from './worker-process.js'

export type PoolState = 'idle' | 'starting' | 'running' | 'stopping' | 'stopped' | 'failed'

export interface WorkerStats {
  readonly worker: number
  readonly pid: number
  readonly state: WorkerState
  /** Milliseconds since it was started. */
  readonly age: number
  /** Messages that it has taken, by its last report: at most a heartbeat old. */
  readonly messages: number
  /** Its resident set in bytes, by its last report; 0 before the first. */
  readonly memory: number
}

/** Counts are since the pool was made. */
export interface PoolStats {
  readonly state: PoolState
  /** How many workers there are to be. */
  readonly size: number
  /** How many are ready. */
  readonly ready: number
  /** Each process that lives, also one that stops or is to take another's place. */
  readonly workers: readonly WorkerStats[]
  readonly spawned: number
  /** Ends that the pool had not asked for, those of hung workers included. */
  readonly crashed: number
  readonly restarted: number
  readonly hung: number
  readonly recycled: number
  /** Messages that all workers have taken, by their last reports. */
  readonly messages: number
}

export class PoolTotals {
  readonly #counts = { spawned: 0, crashed: 0, restarted: 0, hung: 0, recycled: 0 }
  /** Messages of the workers that have ended. */
  #messages = 0

  count(happening: Happening): void {
    const counts = this.#counts
    if (happening.event === 'spawn') counts.spawned++
    else if (happening.event === 'restart') counts.restarted++
    else if (happening.event === 'hung') counts.hung++
    else if (happening.event === 'recycle') counts.recycled++
    else if (happening.event === 'exit') {
      this.#messages += happening.messages
      if (!happening.expected) counts.crashed++
    }
  }

  stats(state: PoolState, size: number, processes: Iterable<WorkerProcess>): PoolStats {
    const workers = [...processes]
      .sort((one, other) => one.index - other.index)
      .map(({ index, pid, state, age, messages, memory }) => {
        return { worker: index, pid, state, age, messages, memory }
      })
    return {
      state,
      size,
      ready: workers.filter((worker) => worker.state === 'ready').length,
      workers,
      ...this.#counts,
      messages: workers.reduce((sum, { messages }) => sum + messages, this.#messages),
    }
  }
}
