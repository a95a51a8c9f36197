/** Options of acknowledged reading, and their checks. */
import { checkBoolean, checkInteger, checkOptions, wrongType, wrongValue } from '../arguments.js'
import { checkType, type Message, type MessageType } from '../message.js'
import type { QueueReadableOptions } from '../stream-options.js'

/** What a dead letter is sent to: a MessageQueue, or what has its `send`. */
export interface DeadLetterQueue {
  send(data: Uint8Array, options: { type: MessageType; signal: AbortSignal }): Promise<unknown>
}

/**
 * Where messages go that were handed out `maxAttempts` times in vain: a queue, with a `type` or else
 * the message's own; or a function, which has done its work when its Promise is fulfilled.
 */
export type DeadLetter =
  | { readonly queue: DeadLetterQueue; readonly type?: MessageType | undefined }
  | ((message: DeadMessage) => unknown)

/** What a dead letter function is given. */
export interface DeadMessage extends Message {
  readonly attempts: number
  readonly lengthCertain: boolean
}

/** Options of `createReadStream({ acknowledge: true })`. */
export interface AcknowledgedReadableOptions extends Omit<QueueReadableOptions, 'acknowledge'> {
  /** Keep each message in a ledger until it is acknowledged. */
  acknowledge: true
  /**
   * How many messages may be out of the queue and not acknowledged, 1 to 65,536, default 64: those that
   * handlers have, and those that are read ahead. It is also the most that are delivered twice when this
   * process is killed. A ledger has as many slots, of 8 KiB each by default.
   */
  maxInFlight?: number | undefined
  /**
   * Directory of the ledgers, on tmpfs, made with mode 0700 if there is none. Default
   * `/dev/shm/sysvmq-UID`. All readers of a queue must use the same.
   */
  ledgerDirectory?: string | undefined
  /**
   * How often to look for ledgers whose reader has died, in ms: 1 to 2^31-1, default 1000. Infinity:
   * only when the stream starts. A ledger is taken over as a whole, and only if `type` and `except` take
   * all that is in it.
   */
  adoptInterval?: number | undefined
  /** A message that was handed out so often goes to `deadLetter` instead: 1 to 65,535. */
  maxAttempts?: number | undefined
  /** See {@link DeadLetter}; needs `maxAttempts`, and the other way round. */
  deadLetter?: DeadLetter | undefined
}

/** As much as the words of a slot can count. */
export const attemptsLimit = 0xffff
const defaultInFlight = 64
const defaultAdoptInterval = 1000

function checkInterval(value: unknown): number {
  if (value === Number.POSITIVE_INFINITY) return value
  return checkInteger('adoptInterval', value, 1, 2 ** 31 - 1)
}

function checkDirectory(value: unknown): string {
  if (typeof value !== 'string') throw wrongType('ledgerDirectory', 'a string', value)
  if (value === '' || value.includes('\0')) {
    throw wrongValue('ledgerDirectory', 'a path', value)
  }
  return value
}

function checkDeadLetter(value: DeadLetter): DeadLetter {
  if (typeof value === 'function') return value
  if (typeof value !== 'object' || value === null) {
    throw wrongType('deadLetter', 'a function or { queue, type }', value)
  }
  if (typeof value.queue?.send !== 'function') {
    throw wrongType('deadLetter.queue', 'a MessageQueue', value.queue)
  }
  if (value.type !== undefined) checkType('deadLetter.type', value.type)
  return value
}

/** What is needed to bury, or nothing. */
export interface Burial {
  readonly maxAttempts: number
  readonly deadLetter: DeadLetter
}

function checkBurial({ maxAttempts, deadLetter }: AcknowledgedReadableOptions): Burial | undefined {
  if (maxAttempts === undefined && deadLetter === undefined) return undefined
  if (maxAttempts === undefined) {
    throw wrongValue('maxAttempts', 'given with "deadLetter"', maxAttempts)
  }
  checkInteger('maxAttempts', maxAttempts, 1, attemptsLimit)
  if (deadLetter === undefined) {
    throw wrongValue(
      'deadLetter',
      'given with "maxAttempts": where is the message to go?',
      deadLetter,
    )
  }
  return { maxAttempts, deadLetter: checkDeadLetter(deadLetter) }
}

/** @returns what is acknowledged reading's own, checked */
export function checkAcknowledged(options: AcknowledgedReadableOptions) {
  const acknowledge = checkOptions('options', options)?.acknowledge
  if (!checkBoolean('acknowledge', acknowledge)) {
    throw wrongValue('acknowledge', 'true for an AcknowledgedReadable', acknowledge)
  }
  const { maxInFlight, ledgerDirectory, adoptInterval } = options
  const inFlight = checkInteger('maxInFlight', maxInFlight ?? defaultInFlight, 1, 65_536)
  return {
    maxInFlight: inFlight,
    directory: checkDirectory(ledgerDirectory ?? `/dev/shm/sysvmq-${process.geteuid?.()}`),
    adoptInterval: checkInterval(adoptInterval ?? defaultAdoptInterval),
    burial: checkBurial(options),
  }
}
