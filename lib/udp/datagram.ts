/** A datagram and the way back to whoever sent it. */
import type { MessageData } from '../message.js'

/** One end of a UDP conversation. */
export interface UdpAddress {
  /** An IP literal, such as `'127.0.0.1'` or `'fe80::1%eth0'`. */
  readonly address: string
  readonly port: number
  readonly family: 'IPv4' | 'IPv6'
}

/** Sends `data` to `remote`; throws for nothing but a wrong type of data. */
export type Reply = (data: MessageData, remote: UdpAddress) => void

/** What a {@link UdpSource} yields. A QueueWritable takes it as it is. */
export class Datagram {
  /** The payload: 0 to 65,507 bytes, by IPv6 to 65,527. Memory of its own. */
  readonly data: Buffer
  /** Who sent it. UDP does not verify this. */
  readonly remote: UdpAddress
  readonly #reply: Reply

  /** @internal */
  constructor(data: Buffer, remote: UdpAddress, reply: Reply) {
    this.data = data
    this.remote = remote
    this.#reply = reply
  }

  /**
   * Answers the sender, from the port that the datagram came in by. The kernel usually has the answer
   * when this returns. It may be used any number of times, also after the source has ended; when the
   * source is destroyed it does nothing. A failure never throws nor is emitted, it is counted: see
   * `replyErrors` of {@link UdpSource.stats}.
   *
   * @param data - bytes as they are, a string as UTF-8
   * @throws ERR_INVALID_ARG_TYPE
   */
  reply(data: MessageData): void {
    this.#reply(data, this.remote)
  }
}
