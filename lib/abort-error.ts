/** What was waiting was cancelled, by an AbortSignal or by closing what it waited on. */
export class AbortError extends Error {
  override readonly name = 'AbortError'
  readonly code = 'ABORT_ERR'

  constructor(message = 'The operation was aborted', options?: ErrorOptions) {
    super(message, options)
  }
}
