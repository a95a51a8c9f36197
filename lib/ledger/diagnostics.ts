/** What is published about acknowledged streams, by node:diagnostics_channel; see lib/diagnostics.ts. */
import type { Readable } from 'node:stream'
import { publisher } from '../diagnostics.js'
import type { QueueIdentity } from '../errors.js'
import type { DeadMessage } from './acknowledged-options.js'
import type { AcknowledgedStats } from './backlog.js'
import type { LedgerError } from './ledger-error.js'

/** What is published about an AcknowledgedReadable. */
export interface AcknowledgedEvent {
  /** The AcknowledgedReadable. */
  readonly stream: Readable & { stats(): AcknowledgedStats }
  readonly queue: QueueIdentity
  readonly stats: AcknowledgedStats
}

/** The channels of acknowledged streams. */
export interface AcknowledgedDiagnostics {
  /** An AcknowledgedReadable was made. */
  'sysvmq:acknowledged:open': AcknowledgedEvent
  /** It has taken over messages of a reader that died. */
  'sysvmq:acknowledged:adopted': AcknowledgedEvent & { readonly count: number }
  /** A ledger is left as it is. */
  'sysvmq:acknowledged:refused': AcknowledgedEvent & { readonly error: LedgerError }
  /** `deadLetter` has taken a message. */
  'sysvmq:acknowledged:dead': AcknowledgedEvent & { readonly message: DeadMessage }
  /** It was destroyed; its last figures. */
  'sysvmq:acknowledged:close': AcknowledgedEvent & { readonly error: Error | null }
}

export const publishAcknowledged = publisher<AcknowledgedDiagnostics>()
