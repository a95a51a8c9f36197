/** Options of a {@link UdpProxy}. */
import type { MessageType } from '../message.js'
import type { UdpSourceOptions } from '../udp/index.js'

export interface UdpProxyOptions extends Omit<UdpSourceOptions, 'highWaterMark' | 'signal'> {
  /** mtype of the messages; default 1. */
  type?: MessageType | undefined
  /**
   * How long a datagram may wait for room in the queue, in ms, 0 to 2^31-1 or Infinity; default 1000.
   * Then it is answered `ER\n`.
   */
  timeout?: number | undefined
  /**
   * How many datagrams may wait for room, at least 1; default 512. Those that come on top are answered
   * `ER\n` at once.
   */
  highWaterMark?: number | undefined
}
