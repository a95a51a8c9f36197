/** Sends a message, waiting for room where it must. */
import type { MessageQueue, MessageType } from '../index.js'
import { exitCode } from './exit-codes.js'
import { Failure } from './failure.js'
import { nameOf } from './target.js'

/** How a full queue is met. */
export interface Patience {
  /** ms; 0 does not wait */
  readonly timeout: number
  readonly signal: AbortSignal
}

/** What it throws was not sent. */
export async function sendOne(
  queue: MessageQueue,
  { data, type }: { data: Uint8Array; type: MessageType },
  { timeout, signal }: Patience,
): Promise<void> {
  if (queue.trySend(data, type)) return
  if (timeout === 0) {
    throw new Failure(exitCode.wouldBlock, `queue ${nameOf(queue)}: it is full, and --timeout is 0`)
  }
  await queue.send(data, { type, timeout, signal })
}
