/** What becomes of a message that finds no room in the queue, and how the oldest one makes room. */
import { constants } from 'node:os'
import { checkTimeout, wrongType, wrongValue } from './arguments.js'
import { type QueueIdentity, useError } from './errors.js'
import type { Message, MessageType } from './message.js'
import { native } from './native.js'
import { receiveIntoPool } from './receive-pool.js'

/** See the option `overflow` of {@link QueueWritableOptions}. */
export type Overflow = 'wait' | 'reject' | 'drop-oldest'

const policies: readonly unknown[] = ['wait', 'reject', 'drop-oldest'] satisfies Overflow[]

function isOverflow(value: unknown): value is Overflow {
  return policies.includes(value)
}

/** @returns both options, checked; the timeout is Infinity where there is no limit */
export function checkOverflow(options: { overflow?: unknown; timeout?: unknown } | undefined) {
  const overflow = options?.overflow ?? 'wait'
  if (typeof overflow !== 'string') throw wrongType('overflow', 'a string', overflow)
  if (!isOverflow(overflow)) {
    throw wrongValue('overflow', "'wait', 'reject' or 'drop-oldest'", overflow)
  }
  const timeout = checkTimeout('timeout', options?.timeout)
  if (overflow === 'reject' && timeout !== Number.POSITIVE_INFINITY) {
    throw wrongValue('timeout', "left out with overflow 'reject', which does not wait", timeout)
  }
  return { overflow, timeout }
}

/**
 * Takes the oldest message of exactly this type out of the queue: msgrcv(2) with IPC_NOWAIT.
 *
 * @returns null when there is none; a QueueError, such as EACCES without read permission
 */
export function takeOldest(
  queue: QueueIdentity & { readonly id: number },
  type: MessageType,
): Message | Error | null {
  const result = receiveIntoPool((pool, offset, table) =>
    native.receive(queue.id, type, false, pool, offset, table),
  )
  if (typeof result !== 'number') return result
  return result === -constants.errno.ENOMSG ? null : useError(-result, 'msgrcv', queue)
}
