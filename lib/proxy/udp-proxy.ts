/** The proxy: each datagram is put into the queue, and answered once: OK when it is there, or ER. */
import { once } from 'node:events'
import { finished } from 'node:stream/promises'
import {
  type Datagram,
  type MessageQueue,
  type MessageType,
  type QueueWritable,
  type UdpAddress,
  UdpSource,
} from '../../index.js'

/** Datagrams that may wait for room in the queue. */
const bound = 512

export interface ProxyOptions {
  readonly host: string
  readonly port: number
  /** How long a datagram may wait for room in the queue, in ms. */
  readonly timeout: number
  readonly type: MessageType
}

export interface ProxyStats {
  readonly received: number
  readonly accepted: number
  readonly rejected: number
  readonly dropped: number
  readonly waiting: number
  /** Answers that the kernel took. */
  readonly answered: number
  readonly failed: number
  /** By the socket of the kernel, before; null where that is not known. */
  readonly kernelDropped: number | null
}

export class UdpProxy {
  readonly #udp: UdpSource
  readonly #queue: QueueWritable<Datagram>
  #dropped = 0
  /** Settles when the queue has all that it will have: after stop(), or because it or the port is gone. */
  readonly finished: Promise<void>

  /** Takes datagrams as soon as the port is bound. */
  constructor(queue: MessageQueue, { host, port, timeout, type }: ProxyOptions) {
    this.#queue = queue.createWriteStream<Datagram>({ type, highWaterMark: bound, timeout })
    this.#queue.on('sent', (datagram) => datagram.reply('OK\n'))
    this.#queue.on('rejected', (chunk) => this.#refuse(chunk))
    this.#queue.on('close', () => {
      for (const chunk of this.#queue.unsent) this.#refuse(chunk)
    })
    this.finished = finished(this.#queue)
    this.finished.catch(() => {})

    this.#udp = new UdpSource({ host, port })
    this.#udp.on('data', (datagram) => this.#take(datagram))
    this.#udp.on('dropped', (datagram) => this.#refuse(datagram))
    this.#udp.on('end', () => this.#queue.end())
    this.#udp.on('error', (error) => this.#queue.destroy(error))
  }

  /** Where it listens; rejects when the port can't be had. */
  async listening(): Promise<UdpAddress> {
    const [address] = await once(this.#udp, 'listening')
    return address
  }

  /** Takes no more; resolves when those that were taken are in the queue, or refused after `patience` ms. */
  async stop(patience: number): Promise<void> {
    this.#udp.stop()
    const giveUp = () => this.#queue.destroy(new Error('the queue stayed full'))
    const late = setTimeout(giveUp, patience)
    await this.finished.finally(() => clearTimeout(late))
  }

  /** Frees the port, when all answers are on their way. */
  async close(): Promise<void> {
    this.#queue.destroy()
    await this.finished.catch(() => {})
    await this.#udp[Symbol.asyncDispose]()
  }

  /** What became of each datagram: the parts add up to what was received. */
  stats(): ProxyStats {
    const { received, dropped, replies, replyErrors, kernelDropped } = this.#udp.stats()
    const { accepted, rejected, waiting } = this.#queue.stats()
    // What a destroyed stream has left was refused.
    const given = this.#queue.closed ? waiting : 0
    return {
      received,
      accepted,
      rejected: rejected + given,
      dropped: dropped + this.#dropped,
      waiting: this.#udp.readableLength + waiting - given,
      answered: replies,
      failed: replyErrors,
      kernelDropped,
    }
  }

  /** The same in a line. */
  account(): string {
    const { received, answered, failed, kernelDropped, ...parts } = this.stats()
    const sum = Object.entries(parts).map(([name, count]) => `${name} ${count}`)
    return `received ${received} = ${sum.join(' + ')}; answered ${answered}, failed ${failed}; dropped by the kernel ${kernelDropped}`
  }

  #take(datagram: Datagram): void {
    // Nothing can hold up a socket, and whoever asks wants an answer: what is too much gets it at once.
    if (this.#queue.destroyed || this.#queue.writableNeedDrain) {
      this.#dropped++
      this.#refuse(datagram)
    } else {
      this.#queue.write(datagram)
    }
  }

  #refuse(chunk: unknown): void {
    // Only datagrams are written to the queue.
    ;(chunk as Datagram).reply('ER\n')
  }
}
