/** A datagram and the way back to whoever sent it. */
import type { MessageData } from '../message.js'
import type { Sender, UdpAddress } from './sender.js'

/** Sends `data` to `sender`; throws for nothing but a wrong type of data. */
export type Reply = (data: MessageData, sender: Sender) => void

/** What a {@link UdpSource} yields. A QueueWritable takes it as it is. */
export class Datagram {
  /**
   * The payload: 0 to 65,507 bytes, by IPv6 to 65,527. Small ones that came together share memory, as
   * those of `Buffer.from()` do: who keeps one keeps at most 8 KiB beside it.
   */
  readonly data: Buffer
  /** Who sent it. UDP does not verify this. */
  readonly remote: UdpAddress
  readonly #sender: Sender
  readonly #reply: Reply

  /** @internal */
  constructor(data: Buffer, sender: Sender, reply: Reply) {
    this.data = data
    this.remote = sender.address
    this.#sender = sender
    this.#reply = reply
  }

  /**
   * Answers the sender, from the port that the datagram came in by. The answers of a turn go out
   * together when it ends, by sendmmsg(2); `process.exit()` loses none. It may be used any number of
   * times, also after the source has ended; when the source is destroyed it does nothing. A failure
   * never throws nor is emitted, it is counted: see `replyErrors` of {@link UdpSource.stats}.
   *
   * @param data - bytes as they are, a string as UTF-8
   * @throws ERR_INVALID_ARG_TYPE
   */
  reply(data: MessageData): void {
    this.#reply(data, this.#sender)
  }
}
