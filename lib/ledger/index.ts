/** Acknowledged reading: messages that outlive their reader. */
export { AcknowledgedMessage } from './acknowledged-message.js'
export type {
  AcknowledgedReadableOptions,
  DeadLetter,
  DeadLetterQueue,
  DeadMessage,
} from './acknowledged-options.js'
export { AcknowledgedReadable } from './acknowledged-readable.js'
export type { AcknowledgedStats } from './backlog.js'
export type { AcknowledgedDiagnostics, AcknowledgedEvent } from './diagnostics.js'
export { LedgerError } from './ledger-error.js'
