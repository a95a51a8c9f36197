/** Options of MessageQueue, and their checks. */
import { checkBoolean, checkInteger, checkOptions, wrongType } from './arguments.js'
import type { MessageType, Selection } from './message.js'

/** Settings of a queue, as msgctl(2) with IPC_SET takes them. */
export interface QueueSettings {
  /**
   * msg_qbytes: the most bytes, and the most messages, that may wait. Above kernel.msgmnb it needs
   * CAP_SYS_RESOURCE, and so does any change of a queue that is above it already.
   */
  maxBytes?: number | undefined
  /** Permission bits, 0 to 0o777. */
  mode?: number | undefined
  /** Owner. */
  uid?: number | undefined
  gid?: number | undefined
}

/** Options of MessageQueue.create() and MessageQueue.createPrivate(). */
export interface CreateOptions {
  /** Permission bits of a new queue, 0 to 0o777, default 0o600. The umask has no say. */
  mode?: number | undefined
  /** Fails with EEXIST if there is one (IPC_EXCL). Default false: attach to it. */
  exclusive?: boolean | undefined
  /** See {@link QueueSettings.maxBytes}; default kernel.msgmnb, or as it is. */
  maxBytes?: number | undefined
}

export interface WaitOptions {
  /** How long to wait, in ms; 0 not at all; default for ever. Rejects with ETIMEDOUT. */
  timeout?: number | undefined
  /** Rejects with an AbortError when it fires. */
  signal?: AbortSignal | undefined
}

/** Options of MessageQueue.receive(). */
export interface ReceiveOptions extends Selection, WaitOptions {}

/** Options of MessageQueue.send(). */
export interface SendOptions extends WaitOptions {
  /** mtype, 1 to 2^63-1; default 1. */
  type?: MessageType | undefined
}

function checkMaxBytes(value: unknown): number {
  return checkInteger('maxBytes', value, 1, Number.MAX_SAFE_INTEGER)
}

export function checkCreateOptions(options: CreateOptions | undefined) {
  const { mode, exclusive, maxBytes } = checkOptions('options', options) ?? {}
  return {
    mode: checkInteger('mode', mode ?? 0o600, 0, 0o777),
    exclusive: checkBoolean('exclusive', exclusive ?? false),
    maxBytes: maxBytes === undefined ? undefined : checkMaxBytes(maxBytes),
  }
}

/** @returns a copy: a getter could answer otherwise when it is asked again */
export function checkSettings(settings: QueueSettings): QueueSettings {
  if (checkOptions('settings', settings) === undefined) {
    throw wrongType('settings', 'an object', settings)
  }
  const { maxBytes, mode, uid, gid } = settings
  if (maxBytes !== undefined) checkMaxBytes(maxBytes)
  if (mode !== undefined) checkInteger('mode', mode, 0, 0o777)
  // -1 stands for "no id" in the kernel.
  if (uid !== undefined) checkInteger('uid', uid, 0, 2 ** 32 - 2)
  if (gid !== undefined) checkInteger('gid', gid, 0, 2 ** 32 - 2)
  return { maxBytes, mode, uid, gid }
}
