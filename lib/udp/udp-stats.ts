/** What a UdpSource counts. */

/** Counts since the source was made: `received = delivered + dropped + waiting`, at any time. */
export interface UdpStats {
  /** Datagrams that came to this process. */
  readonly received: number
  /** Of these, those that left the stream: for a handler, or for the next stage. */
  readonly delivered: number
  /** Of these, those that were announced by 'dropped'. */
  readonly dropped: number
  /** Of these, those that wait for the consumer. */
  readonly waiting: number
  /**
   * Datagrams that never came to this process, because the socket's receive buffer was full: the
   * kernel's own count (SO_MEMINFO; `d` in `ss -lunm`), modulo 2^32. null before the port is bound.
   */
  readonly kernelDropped: number | null
  /** Answers that the kernel took. */
  readonly replies: number
  /** Answers that it did not take, or that came after destroy(). */
  readonly replyErrors: number
}
