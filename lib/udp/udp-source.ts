/** Datagrams of a UDP port as a Readable with an exact bound, whose end leaves the way back open. */
import { Readable } from 'node:stream'
import { AbortError } from '../abort.js'
import { checkData } from '../message.js'
import { Datagram, type Reply } from './datagram.js'
import type { Sender, UdpAddress } from './sender.js'
import { publish } from './udp-diagnostics.js'
import { checkUdpOptions, type UdpSourceOptions } from './udp-options.js'
import { UdpSocket } from './udp-socket.js'
import type { UdpStats } from './udp-stats.js'

type Listener = Parameters<Readable['on']>[1]

/**
 * Object-mode Readable of {@link Datagram}, bound to 127.0.0.1 unless told otherwise.
 *
 * A socket can't be paused, so what comes while `highWaterMark` datagrams wait is dropped, and
 * announced so that it can be answered. The stream is destroyed with a {@link UdpError} when the port
 * can't be had.
 *
 * It ends when {@link UdpSource.stop} is called. The end does not destroy it as with other streams,
 * because what it delivered may still want an answer: destroy() does, and frees the port.
 *
 * Events beside those of any Readable:
 * - 'listening' (address): the port is bound.
 * - 'dropped' (datagram): this one will not be delivered, and may be answered now: it came over the
 *   bound, or after stop(), or still waited at destroy().
 *
 * @example
 * const udp = new UdpSource({ port: 9999 })
 * udp.on('dropped', (datagram) => datagram.reply('ER\n'))
 * writable.on('sent', (datagram) => datagram.reply('OK\n'))
 * process.once('SIGTERM', () => udp.stop())
 * await pipeline(udp, writable)
 * udp.destroy()
 */
export class UdpSource extends Readable {
  /** Not readableHighWaterMark: read(n) raises that. */
  readonly #bound: number
  readonly #signal: AbortSignal | undefined
  readonly #socket: UdpSocket
  #address: UdpAddress | null = null
  #stopped = false
  /** No more answers. */
  #closed = false
  /** What waits in the stream's buffer, where it has no public name. */
  #waiting: Datagram[] = []
  #received = 0
  #dropped = 0
  /** Answers that came after destroy(). */
  #late = 0

  /** @throws ERR_INVALID_ARG_TYPE, ERR_INVALID_ARG_VALUE */
  constructor(options?: UdpSourceOptions) {
    const settings = checkUdpOptions(options)
    super({ objectMode: true, highWaterMark: settings.highWaterMark, autoDestroy: false })
    this.#bound = settings.highWaterMark
    this.#signal = settings.signal
    this.#socket = new UdpSocket(settings, {
      listening: (address) => this.#listen(address),
      message: (data, sender) => this.#take(data, sender),
      error: (error) => this.destroy(error),
    })
    // Not the stream's own option: that one lets go at 'end', when the socket is still open.
    this.#signal?.addEventListener('abort', this.#abort)
    if (this.#signal?.aborted) this.#abort()
    else this.#socket.open()
  }

  /** Whether it takes datagrams: from when it is bound to stop() or destroy(). */
  get listening(): boolean {
    return this.#address !== null && !this.#stopped && !this.destroyed
  }

  /** Where it is bound, also after stop(); null before that and after destroy(). */
  address(): UdpAddress | null {
    return this.destroyed ? null : this.#address
  }

  /** Keeps the event loop alive, as it does by default until stop(). */
  ref(): this {
    this.#socket.keepAlive(true)
    return this
  }

  /** Lets the process end although the port is open. */
  unref(): this {
    this.#socket.keepAlive(false)
    return this
  }

  /** Counts since the source was made. */
  stats(): UdpStats {
    // After destroy() the stream's buffer is as it was.
    const waiting = Math.min(this.#waiting.length, this.readableLength)
    return {
      received: this.#received,
      delivered: this.#received - this.#dropped - waiting,
      dropped: this.#dropped,
      waiting,
      kernelDropped: this.#socket.kernelDropped,
      replies: this.#socket.replies,
      replyErrors: this.#socket.replyErrors + this.#late,
    }
  }

  /**
   * Takes no more datagrams; those that wait flow on, then the stream ends. The port stays open for
   * answers until destroy(), but no longer keeps the event loop alive; what still comes in is dropped
   * and announced. While the host's name is being looked up, the port is not opened at all.
   */
  stop(): this {
    if (this.#stopped || this.destroyed) return this
    this.#stopped = true
    if (this.#address === null) this.#socket.close()
    else this.#socket.keepAlive(false)
    this.push(null)
    return this
  }

  override on(event: 'listening', listener: (address: UdpAddress) => void): this
  override on(event: 'data' | 'dropped', listener: (datagram: Datagram) => void): this
  override on(event: string | symbol, listener: Listener): this
  override on(event: string | symbol, listener: Listener): this {
    return super.on(event, listener)
  }

  override once(event: 'listening', listener: (address: UdpAddress) => void): this
  override once(event: 'data' | 'dropped', listener: (datagram: Datagram) => void): this
  override once(event: string | symbol, listener: Listener): this
  override once(event: string | symbol, listener: Listener): this {
    return super.once(event, listener)
  }

  /** Destroys it, with an AbortError unless it has ended, and waits until the port is free. */
  override async [Symbol.asyncDispose](): Promise<void> {
    if (this.closed) return
    const closed = new Promise((resolve) => this.once('close', resolve))
    await super[Symbol.asyncDispose]()
    await closed
  }

  // Not typed as Datagram: finished() takes a NodeJS.ReadableStream, and that reads text only.
  override read(size?: number): ReturnType<Readable['read']> {
    const datagram = super.read(size)
    this.#forgetDelivered()
    return datagram
  }

  // Datagrams come unasked.
  override _read(): void {}

  override _destroy(error: Error | null, callback: (error?: Error | null) => void): void {
    this.#signal?.removeEventListener('abort', this.#abort)
    let failure = error
    try {
      this.#forgetDelivered()
      for (let next = this.#waiting.shift(); next; next = this.#waiting.shift()) this.#drop(next)
      // What came with the one whose handler calls this.
      this.#socket.deliver()
    } catch (thrown) {
      // By a listener: the socket is to be closed all the same.
      failure = thrown as Error
    }
    this.#closed = true
    publish('sysvmq:udp:close', () => ({ ...this.#event(), error: failure }))
    this.#socket.close(() => callback(failure))
  }

  readonly #abort = (): void => {
    this.destroy(new AbortError(undefined, { cause: this.#signal?.reason }))
  }

  #listen(address: UdpAddress): void {
    this.#address = address
    publish('sysvmq:udp:open', () => this.#event())
    // A literal host is bound before the constructor returns, and there is nobody to hear yet.
    process.nextTick(() => {
      if (this.listening) this.emit('listening', address)
    })
  }

  #take(data: Buffer, sender: Sender): void {
    this.#received++
    const datagram = new Datagram(data, sender, this.#reply)
    // Where push() has returned false this holds until a read makes room, and _read is called.
    if (this.#stopped || this.destroyed || this.readableLength >= this.#bound) {
      this.#drop(datagram)
      return
    }
    this.push(datagram)
    // A flowing stream has handed it over.
    if (this.readableLength > this.#waiting.length) this.#waiting.push(datagram)
  }

  #drop(datagram: Datagram): void {
    this.#dropped++
    publish('sysvmq:udp:dropped', () => ({ ...this.#event(), datagram }))
    this.emit('dropped', datagram)
  }

  #event() {
    return { stream: this, stats: this.stats() }
  }

  #forgetDelivered(): void {
    while (this.#waiting.length > this.readableLength) this.#waiting.shift()
  }

  readonly #reply: Reply = (data, sender) => {
    if (this.#closed) this.#late++
    else this.#socket.send(checkData('data', data), sender)
  }
}
