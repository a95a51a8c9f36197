/** Acknowledged reading: messages that outlive their reader. */
export { AcknowledgedMessage } from './acknowledged-message.js'
export type {
  AcknowledgedReadableOptions,
  DeadLetter,
  DeadLetterQueue,
  DeadMessage,
} from './acknowledged-options.js'
export { AcknowledgedReadable, type AcknowledgedStats } from './acknowledged-readable.js'
export { LedgerError } from './ledger-error.js'
