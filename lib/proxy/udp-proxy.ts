/** Datagrams into a queue: each is answered once, OK when the kernel has it as a message, or ER. */
import { once } from 'node:events'
import { finished } from 'node:stream/promises'
import { checkInteger, checkOptions, checkTimeout } from '../arguments.js'
import { type QueueIdentity, timeoutError } from '../errors.js'
import { type Datagram, type UdpAddress, UdpSource } from '../udp/index.js'
import { QueueWritable } from '../writable.js'
import type { UdpProxyOptions } from './udp-proxy-options.js'
import { toProxyStats, type UdpProxyStats } from './udp-proxy-stats.js'

/** How long a full queue may hold up the end, in ms. */
const flushTimeout = 5000

const ignore = () => {}

/**
 * A {@link UdpSource} before a {@link QueueWritable}, with what a service needs around them: a datagram
 * that can't be held up is refused at once, one that waits too long is refused in time, and each gets
 * one answer, `OK\n` or `ER\n`, also when the queue is removed. It takes datagrams from the start to
 * {@link UdpProxy.stop}.
 *
 * @example
 * const proxy = new UdpProxy(MessageQueue.create(0x3000111), { port: 9999 })
 * await proxy.listening
 * await once(process, 'SIGTERM')
 * await proxy.stop()
 * await proxy.close()
 */
export class UdpProxy {
  /**
   * Where it listens. Rejects with a {@link UdpError} when the port can't be had, and with an AbortError
   * when it is closed before.
   */
  readonly listening: Promise<UdpAddress>
  /**
   * Resolves after stop(), when each datagram is in the queue or refused. Rejects when the queue or the
   * port is gone, and when close() cuts it short: datagrams are refused from then on.
   */
  readonly finished: Promise<void>

  readonly #queue: QueueIdentity
  readonly #udp: UdpSource
  readonly #writable: QueueWritable<Datagram>
  /** Refused before they were written. */
  #dropped = 0

  /**
   * @param queue - a MessageQueue, or whatever has its `id`
   * @throws ERR_INVALID_ARG_TYPE, ERR_INVALID_ARG_VALUE
   */
  constructor(queue: QueueIdentity, options?: UdpProxyOptions) {
    const { host, port, receiveBufferSize, reuseAddr, ...rest } =
      checkOptions('options', options) ?? {}
    const { type, timeout = 1000, highWaterMark = 512 } = rest
    // 0 would refuse every one.
    checkInteger('highWaterMark', highWaterMark, 1, 2 ** 31 - 1)
    this.#queue = queue
    this.#writable = new QueueWritable<Datagram>(queue, { type, highWaterMark, timeout })
    this.#writable.on('sent', (datagram) => datagram.reply('OK\n'))
    this.#writable.on('rejected', refuse)
    this.#writable.on('close', () => this.#writable.unsent.forEach(refuse))
    this.finished = finished(this.#writable)
    this.finished.catch(ignore)

    this.#udp = this.#openPort({ host, port, receiveBufferSize, reuseAddr })
    const closed = new AbortController()
    this.#udp.once('close', () => closed.abort())
    this.listening = once(this.#udp, 'listening', { signal: closed.signal }).then(
      ([address]) => address,
    )
    this.listening.catch(ignore)
  }

  /**
   * Takes no more datagrams: those that come are refused. Resolves when those that wait are in the
   * queue.
   *
   * @param options.timeout - how long a full queue may take for that, in ms, 0 to 2^31-1 or Infinity;
   *   default 5000. Then they are refused
   * @throws QueueError ETIMEDOUT in that case; whatever `finished` rejects with
   */
  async stop(options?: { timeout?: number | undefined }): Promise<void> {
    const { timeout = flushTimeout } = checkOptions('options', options) ?? {}
    checkTimeout('timeout', timeout)
    this.#udp.stop()
    const giveUp = () => this.#writable.destroy(timeoutError(timeout, 'msgsnd', this.#queue))
    const late = timeout === Number.POSITIVE_INFINITY ? undefined : setTimeout(giveUp, timeout)
    try {
      await this.finished
    } finally {
      clearTimeout(late)
    }
  }

  /** Refuses what waits, and frees the port when all answers are on their way. Idempotent. */
  async close(): Promise<void> {
    this.#writable.destroy()
    await this.finished.catch(ignore)
    await this.#udp[Symbol.asyncDispose]()
  }

  /** The same as close(). */
  async [Symbol.asyncDispose](): Promise<void> {
    await this.close()
  }

  /** The figures of this moment, also after close(). */
  stats(): UdpProxyStats {
    const queue = this.#writable.stats()
    const refused = this.#writable.closed ? queue.waiting : 0
    return toProxyStats(this.#udp.stats(), queue, this.#dropped, refused)
  }

  #openPort(options: UdpProxyOptions): UdpSource {
    try {
      const udp = new UdpSource(options)
      udp.on('data', (datagram) => this.#take(datagram))
      udp.on('dropped', refuse)
      udp.on('end', () => this.#writable.end())
      udp.on('error', (error) => this.#writable.destroy(error))
      return udp
    } catch (error) {
      this.#writable.destroy()
      throw error
    }
  }

  #take(datagram: Datagram): void {
    // Nothing can hold up a socket, and whoever asks wants an answer: what is too much gets it at once.
    if (this.#writable.destroyed || this.#writable.writableNeedDrain) {
      this.#dropped++
      refuse(datagram)
    } else {
      this.#writable.write(datagram)
    }
  }
}

function refuse(chunk: unknown): void {
  // Nothing else is written to the queue.
  ;(chunk as Datagram).reply('ER\n')
}
