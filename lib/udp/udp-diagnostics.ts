/** Events about datagrams for whoever watches the whole process. */
import type { Readable } from 'node:stream'
import { publisher } from '../diagnostics.js'
import type { Datagram } from './datagram.js'
import type { UdpStats } from './udp-stats.js'

/** What is published about a UdpSource. */
export interface UdpEvent {
  /** The UdpSource. */
  readonly stream: Readable & { stats(): UdpStats }
  readonly stats: UdpStats
}

/** The channels of UdpSource; as those of QueueDiagnostics. */
export interface UdpDiagnostics {
  /** The port is bound. */
  'sysvmq:udp:open': UdpEvent
  /** This datagram will not be delivered. */
  'sysvmq:udp:dropped': UdpEvent & { readonly datagram: Datagram }
  /** It was destroyed; its last figures, but for answers that are on their way. */
  'sysvmq:udp:close': UdpEvent & { readonly error: Error | null }
}

export const publish = publisher<UdpDiagnostics>()
