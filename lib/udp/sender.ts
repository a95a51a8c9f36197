/** Who sent a datagram, as the user sees it and as the addon knows it. */
import type { NativeUdpSocket } from '../native.js'

/** One end of a UDP conversation. */
export interface UdpAddress {
  /** An IP literal, such as `'127.0.0.1'` or `'fe80::1%eth0'`. */
  readonly address: string
  readonly port: number
  readonly family: 'IPv4' | 'IPv6'
}

/** One object for all datagrams of a sender, as long as it is not forgotten. */
export interface Sender {
  readonly address: UdpAddress
  number: number
}

export function toAddress([address, port]: readonly [string, number]): UdpAddress {
  // One object stands for many datagrams: not for one user to change.
  return Object.freeze({ address, port, family: address.includes(':') ? 'IPv6' : 'IPv4' })
}

/** The senders by number: what is known costs nothing to tell or to answer. */
export class Senders {
  readonly #native: NativeUdpSocket
  #known: (Sender | undefined)[] = []
  #generation = 0

  constructor(native: NativeUdpSocket) {
    this.#native = native
  }

  /** To be called for each batch: another generation means that the numbers are given anew. */
  begin(generation: number): void {
    if (generation === this.#generation) return
    this.#generation = generation
    this.#known = []
  }

  /** Who sent an entry of the batch. */
  of(entry: number, number: number, isNew: boolean): Sender {
    const known = this.#known[number]
    if (known !== undefined && !isNew) return known
    const sender = { address: toAddress(this.#native.sender(entry)), number }
    this.#known[number] = sender
    return sender
  }

  numberOf(sender: Sender): number {
    if (this.#known[sender.number] !== sender) {
      sender.number = this.#native.number(sender.address.address, sender.address.port)
      this.#known[sender.number] = sender
    }
    return sender.number
  }
}
