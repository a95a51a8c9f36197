/** What became of the datagrams of a {@link UdpProxy}. */
import type { QueueWritableStats } from '../stream-stats.js'
import type { UdpStats } from '../udp/index.js'

/**
 * Counts since the proxy was made. Of the datagrams `received` is the sum of `accepted`, `rejected`,
 * `dropped` and `waiting`, at any time.
 */
export interface UdpProxyStats {
  /** Datagrams that came to this process. */
  readonly received: number
  /** In the queue; answered `OK\n`. */
  readonly accepted: number
  /** Found no room in time, or can be no message; answered `ER\n`. */
  readonly rejected: number
  /** Came while too many waited, or after the end; answered `ER\n`. */
  readonly dropped: number
  /** Not answered yet. */
  readonly waiting: number
  /** Answers that the kernel took. */
  readonly answered: number
  /** Answers that it did not take. */
  readonly failed: number
  /**
   * Datagrams that never came, because the receive buffer was full: the kernel's own count. null before
   * the port is bound.
   */
  readonly kernelDropped: number | null
}

/** @param refused - chunks that the closed queue stream has left, and that were answered */
export function toProxyStats(
  udp: UdpStats,
  queue: QueueWritableStats,
  dropped: number,
  refused: number,
): UdpProxyStats {
  return {
    received: udp.received,
    accepted: queue.accepted,
    rejected: queue.rejected + refused,
    dropped: udp.dropped + dropped,
    waiting: udp.waiting + queue.waiting - refused,
    answered: udp.replies,
    failed: udp.replyErrors,
    kernelDropped: udp.kernelDropped,
  }
}
