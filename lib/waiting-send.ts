/** The send()s that wait for room: one after the other, in the order of the calls. */
import { constants } from 'node:os'
import { aborted } from './abort.js'
import { queueError, timeoutError } from './errors.js'
import type { MessageType } from './message.js'
import { type NativeSender, native } from './native.js'
import { closed, type OpenHandle, opened } from './open-handles.js'
import { Staging } from './staging.js'
import { makeTable } from './table.js'
import { sendError } from './too-big.js'

// Words of the table's header.
const errorWord = 0
const waitingWord = 1

export interface SendRequest {
  /** Not to be changed until it is sent. */
  readonly data: Uint8Array
  readonly type: MessageType
  /** In ms, or Infinity. */
  readonly timeout: number
  readonly signal: AbortSignal | undefined
}

interface Pending {
  readonly request: SendRequest
  /** Resolves without an error. */
  settle(error?: Error): void
}

/** All of one MessageQueue object; owns the thread that sleeps in msgsnd for the first of them. */
export class WaitingSends implements OpenHandle {
  readonly #queue: { readonly id: number; readonly key: number | undefined }
  readonly #native: NativeSender
  readonly #table = makeTable(1)
  readonly #staging: Staging
  #closed = false
  /** The first is the thread's, if that sleeps. */
  readonly #pending: Pending[] = []

  constructor(queue: { readonly id: number; readonly key: number | undefined }) {
    this.#queue = queue
    this.#native = new native.Sender(queue.id, this.#table)
    this.#native.onprogress = () => this.#finished(this.#native.progress())
    this.#staging = new Staging(queue, this.#native, this.#table, 1)
  }

  /** Whether a send() that comes now has others before it. */
  get busy(): boolean {
    return this.#pending.length > 0
  }

  add(request: SendRequest): Promise<void> {
    const { timeout, signal } = request
    return new Promise((resolve, reject) => {
      let timer: NodeJS.Timeout | undefined
      const abort = () => signal && this.#cancel(pending, aborted(signal))
      const pending: Pending = {
        request,
        settle: (error) => {
          clearTimeout(timer)
          signal?.removeEventListener('abort', abort)
          if (error) reject(error)
          else resolve()
        },
      }
      signal?.addEventListener('abort', abort, { once: true })
      if (timeout !== Number.POSITIVE_INFINITY) {
        const late = () => this.#cancel(pending, timeoutError(timeout, 'msgsnd', this.#queue))
        timer = setTimeout(late, timeout)
      }
      // Only while something waits, so that an idle one goes with its queue.
      if (this.#pending.push(pending) > 1) return
      opened(this)
      this.#sendFirst()
    })
  }

  /** Rejects all that wait, and ends the thread. */
  close(reason: Error): void {
    for (const pending of this.#pending.toReversed()) this.#cancel(pending, reason)
    this.#closed = true
    this.#native.close()
  }

  closeAtExit(): void {
    this.#closed = true
    this.#native.close()
  }

  /** Sends what is at the front until it has to sleep, or nothing is left. */
  #sendFirst(): void {
    if (this.#closed) return
    for (let first = this.#pending[0]; first; first = this.#pending[0]) {
      const { data, type } = first.request
      this.#staging.clear()
      try {
        this.#staging.add(data, type)
      } catch (error) {
        this.#settleFirst(error as Error)
        continue
      }
      if (this.#native.send(0, 1) === 1) {
        this.#settleFirst()
      } else if (this.#table[errorWord] !== constants.errno.EAGAIN) {
        this.#settleFirst(this.#error())
      } else {
        const result = this.#native.wait(0, 1, false)
        if (result === 0) return
        this.#settleFirst(queueError(-result, 'pthread_create', this.#queue))
      }
    }
  }

  #finished(sent: number): void {
    // One that was on its way when the wait before this one was cancelled.
    if (this.#table[waitingWord] !== 0) return
    this.#settleFirst(sent === 1 ? undefined : this.#error())
    this.#sendFirst()
  }

  #cancel(pending: Pending, reason: Error): void {
    if (pending === this.#pending[0]) {
      // What the kernel has by then is sent, whatever the reason to stop.
      this.#settleFirst(this.#native.cancel() === 1 ? undefined : reason)
      this.#sendFirst()
    } else {
      this.#pending.splice(this.#pending.indexOf(pending), 1)
      pending.settle(reason)
    }
  }

  #settleFirst(error?: Error): void {
    this.#pending.shift()?.settle(error)
    if (this.#pending.length === 0) closed(this)
  }

  #error(): Error {
    return sendError(this.#table[errorWord] as number, this.#staging.size(0), this.#queue)
  }
}
