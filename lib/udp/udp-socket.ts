/** What the stream asks of a socket, and no more: the one place that knows node:dgram. */
import dgram from 'node:dgram'
import dns from 'node:dns'
import { isIP } from 'node:net'
import type { MessageData } from '../message.js'
import type { UdpAddress } from './datagram.js'
import { inodeOf, kernelDrops } from './kernel-drops.js'
import { UdpError } from './udp-error.js'
import type { UdpSettings } from './udp-options.js'

/** What the socket tells. After close() there is nothing but `sent`. */
export interface UdpSocketHandlers {
  listening(address: UdpAddress): void
  message(data: Buffer, remote: UdpAddress): void
  /** Could not be opened, or broke: close it. */
  error(error: UdpError): void
  /** For each send() once: whether the kernel took it. */
  sent(error: Error | null): void
}

type Lookup = NonNullable<dgram.SocketOptions['lookup']>

// Nothing but literals gets here: senders have no names, and the host is looked up before. Node's own
// lookup would put off each send to the next tick, and process.exit() would lose it. The family is
// not looked at.
const lookup: Lookup = (literal, _options, callback) => callback(null, literal, 0)

export class UdpSocket {
  readonly #settings: UdpSettings
  readonly #handlers: UdpSocketHandlers
  /** undefined until the host's family is known. */
  #socket: dgram.Socket | undefined
  #referenced = true
  #closing = false
  #closed: (() => void) | undefined
  /** Sends that the kernel has not taken yet. */
  #pending = 0
  #inode: string | undefined
  /** What was known when it was closed. */
  #kernelDropped: number | null = null

  constructor(settings: UdpSettings, handlers: UdpSocketHandlers) {
    this.#settings = settings
    this.#handlers = handlers
  }

  /** `listening` or `error` follows; for a literal host already before this returns. */
  open(): void {
    const { host } = this.#settings
    if (isIP(host)) {
      this.#bind(host)
      return
    }
    dns.lookup(host, (error, address) => {
      if (this.#closing) return
      if (error) this.#fail(error, host)
      else this.#bind(address)
    })
  }

  /** Precondition: listening, and not closed. */
  send(data: MessageData, remote: UdpAddress): void {
    this.#pending++
    try {
      this.#socket?.send(data, remote.port, remote.address, this.#sent)
    } catch (error) {
      // A datagram may come from port 0, which can't be answered.
      process.nextTick(this.#sent, error)
    }
  }

  /** Datagrams that the kernel dropped; null where it does not tell. */
  get kernelDropped(): number | null {
    if (this.#socket && this.#inode) this.#kernelDropped = kernelDrops(this.#inode)
    return this.#kernelDropped
  }

  /** Whether it keeps the event loop alive. A send that the kernel did not take at once always does. */
  keepAlive(alive: boolean): void {
    this.#referenced = alive
    if (alive) this.#socket?.ref()
    else this.#socket?.unref()
  }

  /** Receives nothing more, and closes when all was sent. Idempotent, but for `closed`. */
  close(closed?: () => void): void {
    this.#closing = true
    this.#closed = closed
    this.#socket?.removeAllListeners('message')
    this.#closeWhenSent()
  }

  #bind(address: string): void {
    const { port, receiveBufferSize, reuseAddr } = this.#settings
    const type = isIP(address) === 6 ? 'udp6' : 'udp4'
    const socket = dgram.createSocket({
      type,
      reuseAddr,
      lookup,
      recvBufferSize: receiveBufferSize,
    })
    this.#socket = socket
    if (!this.#referenced) socket.unref()
    socket.on('message', (data, { address, port, family }) => {
      this.#handlers.message(data, { address, port, family })
    })
    socket.on('error', (error) => this.#fail(error, address))
    socket.on('listening', () => {
      const family = type === 'udp6' ? 'IPv6' : 'IPv4'
      const address = socket.address()
      this.#inode = inodeOf(address.port)
      this.#handlers.listening({ ...address, family })
    })
    // Exclusive: in a worker of node:cluster, too, a port that is taken is an error.
    socket.bind({ address, port, exclusive: true })
  }

  #fail(error: NodeJS.ErrnoException, address: string): void {
    this.#handlers.error(new UdpError(error, address, this.#settings.port))
  }

  readonly #sent = (error: Error | null): void => {
    this.#pending--
    this.#handlers.sent(error)
    if (this.#closing) this.#closeWhenSent()
  }

  #closeWhenSent(): void {
    if (this.#pending > 0) return
    // While it can be asked.
    void this.kernelDropped
    this.#socket?.close()
    this.#socket = undefined
    this.#closed?.()
  }
}
