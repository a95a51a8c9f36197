/** Datagrams into a queue, each answered. */
export { UdpProxy } from './udp-proxy.js'
export type { UdpProxyOptions } from './udp-proxy-options.js'
export type { UdpProxyStats } from './udp-proxy-stats.js'
