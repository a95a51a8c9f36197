/** What happens in a pool, as objects that are as good in a log as in a listener. */
import type { EventEmitter } from 'node:events'
import { publisher } from '../diagnostics.js'
import type { WorkerEnding } from './pool-error.js'

/** Why the pool killed a worker with SIGKILL. */
export type KillReason = 'hung' | 'start-timeout' | 'stop-timeout'

/** Which limit a worker has passed. */
export type RecycleReason = 'messages' | 'memory'

/** Why the pool asked a worker to stop. */
export type StopReason = 'stop' | 'reload' | 'resize' | 'recycle' | 'give-up'

interface PoolEventBase {
  readonly time: Date
}

interface WorkerEventBase extends PoolEventBase {
  /** Index of the worker, 0 to size - 1: the N of its `[Worker N] `. */
  readonly worker: number
  readonly pid: number
}

/** A process was started. */
export interface SpawnEvent extends WorkerEventBase {
  readonly event: 'spawn'
}

/** A worker is at work. */
export interface ReadyEvent extends WorkerEventBase {
  readonly event: 'ready'
  /** Milliseconds since it was started. */
  readonly after: number
}

/** A worker was asked to stop: SIGTERM. */
export interface StopEvent extends WorkerEventBase {
  readonly event: 'stop'
  readonly reason: StopReason
}

/** A worker process ended. */
export interface ExitEvent extends WorkerEventBase, WorkerEnding {
  readonly event: 'exit'
  /** Whether the pool had asked it to stop. */
  readonly expected: boolean
  /** Why the pool killed it; null if it did not. */
  readonly killed: KillReason | null
  /** Milliseconds since it was started. */
  readonly after: number
  /** Messages that it had taken, by its last report. */
  readonly messages: number
}

/** A worker that ended unasked will be started again. */
export interface RestartEvent extends PoolEventBase {
  readonly event: 'restart'
  readonly worker: number
  /** Milliseconds until then: the back-off. */
  readonly delay: number
  /** Ends within `restartPeriod`, this one included. */
  readonly recent: number
}

/** A worker's event loop has been silent for `heartbeatTimeout`; it is killed. */
export interface HungEvent extends WorkerEventBase {
  readonly event: 'hung'
  /** Milliseconds. */
  readonly silent: number
}

/** A worker has done its share, or grown too large, and will be replaced. */
export interface RecycleEvent extends WorkerEventBase {
  readonly event: 'recycle'
  readonly reason: RecycleReason
  /** Messages, or bytes; the limit has the jitter in it. */
  readonly value: number
  readonly limit: number
}

/** A reload() or resize() is done, or has failed. One that stop() cuts short is not told. */
export interface ChangeEvent extends PoolEventBase {
  readonly event: 'reload' | 'resize'
  /** How many workers there are to be. */
  readonly size: number
  readonly error: Error | null
}

/** Workers end too often: the pool stops the others and fails. */
export interface GiveUpEvent extends PoolEventBase {
  readonly event: 'give-up'
  readonly worker: number
  readonly error: Error
}

export type PoolEvent =
  | SpawnEvent
  | ReadyEvent
  | StopEvent
  | ExitEvent
  | RestartEvent
  | HungEvent
  | RecycleEvent
  | ChangeEvent
  | GiveUpEvent

/** The event of this name, such as `PoolEventOf<'exit'>`. */
// Not Extract: 'reload' and 'resize' share a type.
export type PoolEventOf<Name> = PoolEvent extends infer Event
  ? Event extends { event: infer Names }
    ? Name extends Names
      ? Event
      : never
    : never
  : never

/** The events of a WorkerPool: each by its name, and all of them as 'event'. */
export type PoolEventMap = {
  [Name in PoolEvent['event']]: [event: PoolEventOf<Name>]
} & { event: [event: PoolEvent] }

/** A PoolEvent before it has its time; distributes over the union. */
export type Happening = PoolEvent extends infer Event
  ? Event extends PoolEvent
    ? Omit<Event, 'time'>
    : never
  : never

/**
 * The diagnostics channels of pools, and what is published on each, before the pool's own event.
 *
 * @example
 * import { subscribe } from 'node:diagnostics_channel'
 * subscribe('sysvmq:pool:exit', ({ worker, code, signal }) => console.error(worker, code, signal))
 */
export type PoolDiagnostics = {
  [Name in PoolEvent['event'] as `sysvmq:pool:${Name}`]: PoolEventOf<Name> & {
    /** The WorkerPool. */
    readonly pool: EventEmitter<PoolEventMap>
  }
}

const publish = publisher<PoolDiagnostics>()

/**
 * Tells the diagnostics channel and the listeners. What a listener throws is thrown later: the pool
 * must go on, or workers would be left alone.
 */
export function tell(pool: EventEmitter<PoolEventMap>, happening: Happening): void {
  const event = { ...happening, time: new Date() } as PoolEvent
  publish(`sysvmq:pool:${event.event}`, () => ({ pool, ...event }))
  try {
    // The map pairs each name with its event, which the union does not show to the compiler.
    ;(pool as EventEmitter).emit(event.event, event)
    pool.emit('event', event)
  } catch (error) {
    process.nextTick(() => {
      throw error
    })
  }
}
