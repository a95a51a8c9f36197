/** Cancelling: the error that it ends in, and how a signal destroys a stream. */
import type { Readable, Writable } from 'node:stream'

/** What was waiting was cancelled, by an AbortSignal or by closing what it waited on. */
export class AbortError extends Error {
  override readonly name = 'AbortError'
  readonly code = 'ABORT_ERR'

  constructor(message = 'The operation was aborted', options?: ErrorOptions) {
    super(message, options)
  }
}

/** The error of an operation that this signal has cancelled; its cause is the reason. */
export function aborted(signal: AbortSignal): AbortError {
  return new AbortError(undefined, { cause: signal.reason })
}

/** Precondition: the stream is whole, because a signal that has fired destroys it at once. */
export function destroyOnAbort(stream: Readable | Writable, signal: AbortSignal | undefined): void {
  if (!signal) return
  const destroy = () => stream.destroy(aborted(signal))
  if (signal.aborted) {
    destroy()
    return
  }
  signal.addEventListener('abort', destroy, { once: true })
  stream.once('close', () => signal.removeEventListener('abort', destroy))
}
