/** Worker processes: a pool that supervises them, and their side of it. */

export { PoolError, type PoolErrorCode } from './pool-error.js'
export type {
  KillReason,
  PoolDiagnostics,
  PoolEvent,
  PoolEventMap,
  PoolEventOf,
  RecycleReason,
  StopReason,
} from './pool-events.js'
export type { StopOptions, WorkerPoolOptions } from './pool-options.js'
export type { PoolSignal } from './pool-signals.js'
export type { PoolState, PoolStats, WorkerStats } from './pool-stats.js'
export {
  type AcknowledgedSource,
  type ItemOf,
  type PoolWorker,
  poolWorker,
  type ReadableSource,
  type StoppableReadable,
} from './pool-worker.js'
export { WorkerPool } from './worker-pool.js'
export type { WorkerState } from './worker-process.js'
