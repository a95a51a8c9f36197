/** What the streams count, from when each was made. */

/** Figures of a QueueWritable: `received = accepted + rejected + waiting`, at any time. */
export interface QueueWritableStats {
  /** Chunks that were written. */
  readonly received: number
  /** Of these, those that the kernel has and that were told of as 'sent'. */
  readonly accepted: number
  /** Of these, those that were 'rejected'. */
  readonly rejected: number
  /** Of these, those that are neither yet; after destroy() those in `unsent`. */
  readonly waiting: number
  /**
   * Messages that were taken out of the queue by overflow 'drop-oldest'. They are not of the chunks
   * above that failed: whoever sent them counted them as accepted then, be it this stream or another.
   */
  readonly dropped: number
}

/** Figures of a QueueReadable: `received = consumed + waiting + returned`, at any time. */
export interface QueueReadableStats {
  /** Messages that were taken out of the queue. */
  readonly received: number
  /** Of these, those that left the stream: for a handler, or for the next stage. */
  readonly consumed: number
  /** Of these, those that are read ahead; after destroy() those in `unread`. */
  readonly waiting: number
  /** Of these, those that destroy() put back into the queue. */
  readonly returned: number
}
