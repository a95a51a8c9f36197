/** System V message queues as Node streams. */
export { AbortError } from './abort.js'
export { InvalidArgTypeError, InvalidArgValueError } from './arguments.js'
export type { ChunkType, QueueChunk } from './chunk.js'
export type { QueueDiagnostics, ReadableEvent, WritableEvent } from './diagnostics.js'
export { QueueError, type QueueIdentity, type Syscall } from './errors.js'
export { ftok } from './ftok.js'
export {
  type AcknowledgedDiagnostics,
  type AcknowledgedEvent,
  AcknowledgedMessage,
  AcknowledgedReadable,
  type AcknowledgedReadableOptions,
  type AcknowledgedStats,
  type DeadLetter,
  type DeadLetterQueue,
  type DeadMessage,
  LedgerError,
} from './ledger/index.js'
export type { Limits } from './limits.js'
export type { Message, MessageData, MessageType, Selection } from './message.js'
export { MessageQueue } from './message-queue.js'
export type { Overflow } from './overflow.js'
export {
  type AcknowledgedSource,
  type ItemOf,
  type KillReason,
  type PoolDiagnostics,
  PoolError,
  type PoolErrorCode,
  type PoolEvent,
  type PoolEventMap,
  type PoolEventOf,
  type PoolSignal,
  type PoolState,
  type PoolStats,
  type PoolWorker,
  poolWorker,
  type ReadableSource,
  type RecycleReason,
  type StopOptions,
  type StoppableReadable,
  type StopReason,
  WorkerPool,
  type WorkerPoolOptions,
  type WorkerState,
  type WorkerStats,
} from './pool/index.js'
export { UdpProxy, type UdpProxyOptions, type UdpProxyStats } from './proxy/index.js'
export type {
  CreateOptions,
  QueueSettings,
  ReceiveOptions,
  SendOptions,
  WaitOptions,
} from './queue-options.js'
export type { QueueStat } from './queue-stat.js'
export { QueueReadable } from './readable.js'
export type { QueueReadableOptions, QueueWritableOptions } from './stream-options.js'
export type { QueueReadableStats, QueueWritableStats } from './stream-stats.js'
export {
  type Datagram,
  type UdpAddress,
  type UdpDiagnostics,
  UdpError,
  type UdpEvent,
  UdpSource,
  type UdpSourceOptions,
  type UdpStats,
} from './udp/index.js'
export { QueueWritable } from './writable.js'
