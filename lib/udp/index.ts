/** Datagrams as a stream. */
export { Datagram } from './datagram.js'
export type { UdpAddress } from './sender.js'
export type { UdpDiagnostics, UdpEvent } from './udp-diagnostics.js'
export { UdpError } from './udp-error.js'
export type { UdpSourceOptions } from './udp-options.js'
export { UdpSource } from './udp-source.js'
export type { UdpStats } from './udp-stats.js'
