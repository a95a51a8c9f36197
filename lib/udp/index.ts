/** Datagrams as a stream. */
export { Datagram, type UdpAddress } from './datagram.js'
export { UdpError } from './udp-error.js'
export type { UdpSourceOptions } from './udp-options.js'
export { UdpSource, type UdpStats } from './udp-source.js'
