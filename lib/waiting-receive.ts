/** One receive() that sleeps: a thread in msgrcv, a timer, a signal, and whichever comes first. */
import { constants } from 'node:os'
import { aborted } from './abort.js'
import { queueError, timeoutError, useError } from './errors.js'
import type { Message, MessageType } from './message.js'
import { type NativeReader, native } from './native.js'
import { closed, type OpenHandle, opened, reportUnread } from './open-handles.js'
import { makeTable, readText, readType } from './table.js'

const slabSize = 16 * 1024
const slabNumberWord = 0
const consumedWord = 1

export interface ReceiveRequest {
  readonly type: MessageType
  readonly except: boolean
  /** In ms, or Infinity. */
  readonly timeout: number
  readonly signal: AbortSignal | undefined
}

/** Waits for one message at a time; to be used again, because it owns a thread. */
export class WaitingReceive implements OpenHandle {
  readonly #queue: { readonly id: number; readonly key: number | undefined }
  readonly #native: NativeReader
  readonly #table = makeTable(1)
  #memory = new ArrayBuffer(0)
  #slabNumber = 0
  #cancel: ((reason: Error) => void) | undefined

  constructor(queue: { readonly id: number; readonly key: number | undefined }) {
    this.#queue = queue
    this.#native = new native.Reader(queue.id, 0, false, slabSize, this.#table)
  }

  /** Precondition: the one before has settled. */
  wait(request: ReceiveRequest): Promise<Message> {
    const { type, except, timeout, signal } = request
    this.#native.select(type, except)
    return new Promise((resolve, reject) => {
      let timer: NodeJS.Timeout | undefined
      const abort = () => signal && cancel(aborted(signal))
      const settle = (result: Message | Error) => {
        clearTimeout(timer)
        this.#cancel = undefined
        closed(this)
        if (result instanceof Error) reject(result)
        else resolve(result)
        // Last: it may be somebody's own, and throw.
        signal?.removeEventListener('abort', abort)
      }
      // A message that was taken by then wins over the reason to stop: it would be lost.
      const cancel = (reason: Error) => {
        settle(this.#native.cancel() ? this.#outcome(this.#take()) : reason)
      }
      this.#native.onready = () => {
        const result = this.#take()
        // One that was on its way when the wait before this one was cancelled.
        if (result === -constants.errno.EBUSY) return
        settle(this.#outcome(result))
      }
      // Before the wait begins: one that throws here must leave none behind.
      signal?.addEventListener('abort', abort, { once: true })
      const started = this.#native.wait()
      if (started < 0) return settle(queueError(-started, 'pthread_create', this.#queue))
      // Only while it waits, so that an idle one goes with its queue.
      opened(this)
      this.#cancel = cancel
      if (timeout !== Number.POSITIVE_INFINITY) {
        timer = setTimeout(() => cancel(timeoutError(timeout, 'msgrcv', this.#queue)), timeout)
      }
    })
  }

  /** Rejects what waits, and ends the thread. */
  close(reason: Error): void {
    this.#cancel?.(reason)
    this.#native.close(0)
  }

  closeAtExit(patience: number): void {
    reportUnread(this.#native.close(patience).length)
  }

  #outcome(result: Message | number): Message | Error {
    return typeof result === 'number' ? useError(-result, 'msgrcv', this.#queue) : result
  }

  /** The message that the wait brought, or a negative errno. */
  #take(): Message | number {
    const result = this.#native.fill(1)
    if (result < 0) return result
    if (this.#slabNumber !== this.#table[slabNumberWord]) {
      this.#slabNumber = this.#table[slabNumberWord] as number
      this.#memory = this.#native.slab()
    }
    this.#table[consumedWord] = (this.#table[consumedWord] as number) + 1
    return { type: readType(this.#table, 0), data: readText(this.#table, 0, this.#memory) }
  }
}
