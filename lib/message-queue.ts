/** A queue of the kernel: opening, sending, receiving, looking at it, removing it. */
import { constants } from 'node:os'
import { AbortError, aborted } from './abort.js'
import { checkInteger, checkOptions, checkSignal, checkTimeout } from './arguments.js'
import type { QueueChunk } from './chunk.js'
import { queueError, useError } from './errors.js'
import { createPrivateQueue, createQueue, IPC_PRIVATE, openQueue } from './get-queue.js'
import { parseKey } from './key.js'
import { AcknowledgedReadable, type AcknowledgedReadableOptions } from './ledger/index.js'
import { type Limits, limits } from './limits.js'
import {
  checkData,
  checkSelection,
  checkType,
  type Message,
  type MessageData,
  type MessageType,
  type Selection,
  toBytes,
} from './message.js'
import { native } from './native.js'
import {
  type CreateOptions,
  checkCreateOptions,
  checkSettings,
  type QueueSettings,
  type ReceiveOptions,
  type SendOptions,
  type WaitOptions,
} from './queue-options.js'
import { changeSettings } from './queue-settings.js'
import { type QueueStat, toQueueStat } from './queue-stat.js'
import { QueueReadable } from './readable.js'
import { receiveIntoPool } from './receive-pool.js'
import type { QueueReadableOptions, QueueWritableOptions } from './stream-options.js'
import { checkFits, sendError } from './too-big.js'
import { WaitingReceive } from './waiting-receive.js'
import { WaitingSends } from './waiting-send.js'
import { QueueWritable } from './writable.js'

const { EACCES, EAGAIN, EINVAL, ENOMSG } = constants.errno

/** Threads that are kept for the next receive() of a queue. */
const maxIdle = 4

/**
 * A System V message queue. The object is a name for what the kernel has: dropping it leaves the queue
 * and its messages where they are.
 *
 * @example
 * const queue = MessageQueue.create('0x03000111', { mode: 0o660 })
 * await queue.send('hello', { type: 2 })
 * const { type, data } = await queue.receive({ type: -5, timeout: 1000 })
 */
export class MessageQueue {
  /** msqid: good as long as the queue is there, for all processes of the IPC namespace. */
  declare readonly id: number
  /** The key, unsigned; 0 for a private queue. */
  declare readonly key: number

  readonly #idle: WaitingReceive[] = []
  readonly #waiting = new Set<WaitingReceive>()
  #sends: WaitingSends | undefined
  #closed = false

  private constructor(id: number, key: number) {
    // Not only for TypeScript: the addon is handed the id as it is.
    Object.defineProperties(this, {
      id: { value: id, enumerable: true },
      key: { value: key, enumerable: true },
    })
  }

  /**
   * The queue that has this key: msgget(2).
   *
   * @param key - a 32-bit number, or the hex string that `ipcs -q` prints
   * @throws QueueError ENOENT where there is none; ERR_INVALID_ARG_TYPE, ERR_INVALID_ARG_VALUE
   */
  static open(key: number | string): MessageQueue {
    const parsed = parseKey(key)
    return new MessageQueue(openQueue(parsed), parsed)
  }

  /**
   * The queue that has this key, made if there is none: msgget(2) with IPC_CREAT. `mode` is for a new
   * one; `maxBytes` is set on either.
   *
   * @throws QueueError EEXIST with `exclusive`, EPERM for a maxBytes above kernel.msgmnb without
   *   CAP_SYS_RESOURCE (nothing is made then: try again without), ENOSPC at kernel.msgmni, ENOMEM;
   *   ERR_INVALID_ARG_TYPE, ERR_INVALID_ARG_VALUE
   */
  static create(key: number | string, options?: CreateOptions): MessageQueue {
    const parsed = parseKey(key)
    return new MessageQueue(createQueue(parsed, checkCreateOptions(options)), parsed)
  }

  /**
   * A new queue without a key (IPC_PRIVATE): others reach it by {@link MessageQueue.attach}. It stays
   * until it is removed, as any other.
   *
   * @throws as {@link MessageQueue.create}
   */
  static createPrivate(options?: Omit<CreateOptions, 'exclusive'>): MessageQueue {
    const { mode, maxBytes } = checkCreateOptions(options)
    return new MessageQueue(createPrivateQueue(mode, maxBytes), IPC_PRIVATE)
  }

  /**
   * The queue that has this id. Needs no permission: what is allowed shows when it is used.
   *
   * @param id - msqid, as `ipcs -q` prints it
   * @throws QueueError EIDRM where there is none; ERR_INVALID_ARG_TYPE, ERR_INVALID_ARG_VALUE
   */
  static attach(id: number): MessageQueue {
    checkInteger('id', id, 0, 2 ** 31 - 1)
    let stat = native.stat(id)
    if (stat === -EACCES) stat = native.statWithoutPermission(id)
    if (typeof stat === 'number') throw useError(-stat, 'msgctl', { id })
    return new MessageQueue(id, stat.key)
  }

  /** All queues of the IPC namespace, also those of others (MSG_STAT_ANY), in the kernel's order. */
  static list(): QueueStat[] {
    return native.list().map(toQueueStat)
  }

  /** The limits of the IPC namespace, and what its queues hold together. */
  static limits(): Limits {
    return limits()
  }

  /**
   * Sends if there is room: msgsnd(2) with IPC_NOWAIT.
   *
   * @param type - mtype, 1 to 2^63-1
   * @returns false when it would block
   * @throws QueueError ERR_MESSAGE_TOO_BIG (over kernel.msgmax or the queue's maxBytes), EIDRM,
   *   EACCES, ENOMEM; ERR_INVALID_ARG_TYPE, ERR_INVALID_ARG_VALUE
   */
  trySend(data: MessageData, type: MessageType = 1): boolean {
    return this.#trySend(toBytes(checkData('data', data)), checkType('type', type))
  }

  /**
   * Receives if there is a message: msgrcv(2) with IPC_NOWAIT.
   *
   * @returns null when there is none (ENOMSG)
   * @throws QueueError EIDRM, EACCES; ERR_INVALID_ARG_TYPE, ERR_INVALID_ARG_VALUE
   */
  tryReceive(selection?: Selection): Message | null {
    const { type, except } = checkSelection(checkOptions('selection', selection))
    return this.#tryReceive(type, except)
  }

  /**
   * Sends, and waits for room if there is none. Messages of one MessageQueue object are sent in the
   * order of the calls.
   *
   * @returns once the kernel has the message
   * @throws as {@link MessageQueue.trySend}; QueueError ETIMEDOUT; AbortError
   */
  async send(data: MessageData, options?: SendOptions): Promise<void> {
    checkOptions('options', options)
    const bytes = toBytes(checkData('data', data))
    const type = checkType('type', options?.type ?? 1)
    const wait = this.#checkWait(options)
    this.#sends ??= new WaitingSends(this)
    // What can never be sent is to be told at once, also behind others that wait.
    if (this.#sends.busy) checkFits(bytes.length, this)
    else if (this.#trySend(bytes, type)) return
    // A copy: the caller's buffer is the caller's again.
    const copy = typeof data === 'string' ? bytes : Uint8Array.from(bytes)
    await this.#sends.add({ data: copy, type, ...wait })
  }

  /**
   * Receives, and waits for a message if there is none, on a thread of its own. A message that was
   * taken when the wait is cancelled is returned, not lost.
   *
   * @throws as {@link MessageQueue.tryReceive}; QueueError ETIMEDOUT; AbortError
   */
  async receive(options?: ReceiveOptions): Promise<Message> {
    const { type, except } = checkSelection(checkOptions('options', options))
    const wait = this.#checkWait(options)
    const message = this.#tryReceive(type, except)
    if (message) return message
    const receive = this.#idle.pop() ?? new WaitingReceive(this)
    this.#waiting.add(receive)
    try {
      return await receive.wait({ type, except, ...wait })
    } finally {
      this.#waiting.delete(receive)
      if (this.#closed || this.#idle.length === maxIdle) receive.close(closedError())
      else this.#idle.push(receive)
    }
  }

  /**
   * Copies a message and leaves it where it is: msgrcv(2) with MSG_COPY.
   *
   * @param position - 0 is the next to be received
   * @returns null when there is none at this position
   * @throws QueueError ENOSYS on a kernel without CONFIG_CHECKPOINT_RESTORE, EIDRM, EACCES;
   *   ERR_INVALID_ARG_TYPE, ERR_INVALID_ARG_VALUE
   */
  peek(position = 0): Message | null {
    checkInteger('position', position, 0, 2 ** 31 - 1)
    const result = receiveIntoPool((pool, offset, table) =>
      native.copy(this.id, position, pool, offset, table),
    )
    if (typeof result !== 'number') return result
    if (result === -ENOMSG) return null
    // EINVAL: the queue is gone, or the message is over a msgmax that was lowered.
    if (result === -EINVAL) this.stat()
    throw queueError(-result, 'msgrcv', this)
  }

  /**
   * What the kernel knows of the queue: msgctl(2) with IPC_STAT.
   *
   * @throws QueueError EIDRM, EACCES without read permission
   */
  stat(): QueueStat {
    const result = native.stat(this.id)
    if (typeof result === 'number') throw useError(-result, 'msgctl', this)
    return toQueueStat(result)
  }

  /**
   * Changes settings: msgctl(2) with IPC_SET. What is left out stays as it is.
   *
   * @throws QueueError EPERM, EIDRM, EINVAL (no such uid or gid here); ERR_INVALID_ARG_TYPE,
   *   ERR_INVALID_ARG_VALUE
   */
  set(settings: QueueSettings): this {
    changeSettings(this, checkSettings(settings))
    return this
  }

  /**
   * Removes the queue with all that is in it: msgctl(2) with IPC_RMID, on a thread of its own, because
   * millions of messages take seconds. Whoever waits on the queue gets EIDRM.
   *
   * @throws QueueError EPERM, EIDRM, EAGAIN (no thread can be made)
   */
  async remove(): Promise<void> {
    const errno = await new Promise<number>((resolve, reject) => {
      const result = native.remove(this.id, resolve)
      if (result < 0) reject(queueError(-result, 'pthread_create', this))
    })
    if (errno !== 0) throw useError(errno, 'msgctl', this)
  }

  /**
   * A Readable of {@link AcknowledgedMessage}, each delivered at least once:
   * `new AcknowledgedReadable(queue, options)`.
   */
  createReadStream(options: AcknowledgedReadableOptions): AcknowledgedReadable
  /** A Readable of {@link Message}: `new QueueReadable(queue, options)`. */
  createReadStream(options?: QueueReadableOptions): QueueReadable
  createReadStream(
    options?: QueueReadableOptions | AcknowledgedReadableOptions,
  ): QueueReadable | AcknowledgedReadable {
    return options?.acknowledge === true
      ? new AcknowledgedReadable(this, options)
      : new QueueReadable(this, options)
  }

  /** A Writable: `new QueueWritable(queue, options)`. */
  createWriteStream<Chunk extends QueueChunk = QueueChunk>(
    options?: QueueWritableOptions<Chunk>,
  ): QueueWritable<Chunk> {
    return new QueueWritable(this, options)
  }

  /**
   * Ends the threads of this object: each send() and receive() that waits is rejected with an
   * AbortError. The queue itself stays, and so do streams, which are closed on their own.
   */
  close(): void {
    if (this.#closed) return
    this.#closed = true
    for (const receive of [...this.#waiting, ...this.#idle.splice(0)]) receive.close(closedError())
    this.#sends?.close(closedError())
  }

  /** {@link MessageQueue.close}, at the end of a `using` block. */
  [Symbol.dispose](): void {
    this.close()
  }

  #trySend(bytes: Uint8Array, type: MessageType): boolean {
    const result = native.send(this.id, type, bytes)
    if (result === 0) return true
    if (result === -EAGAIN) return false
    throw sendError(-result, bytes.length, this)
  }

  #tryReceive(type: MessageType, except: boolean): Message | null {
    const result = receiveIntoPool((pool, offset, table) =>
      native.receive(this.id, type, except, pool, offset, table),
    )
    if (typeof result !== 'number') return result
    if (result === -ENOMSG) return null
    throw useError(-result, 'msgrcv', this)
  }

  #checkWait(options: WaitOptions | undefined) {
    const timeout = checkTimeout('timeout', options?.timeout)
    const signal = checkSignal('signal', options?.signal)
    if (this.#closed) throw closedError()
    if (signal?.aborted) throw aborted(signal)
    return { timeout, signal }
  }
}

function closedError(): AbortError {
  return new AbortError('The MessageQueue was closed')
}
