/** A client that sends numbered datagrams at a fixed rate, whatever is answered, and counts answers. */
import dgram from 'node:dgram'
import { once } from 'node:events'
import { setTimeout as sleep } from 'node:timers/promises'

const size = 64

export class Flood {
  /** Datagrams that the kernel took. */
  sent = 0
  /** How often each answer came. */
  readonly answers = new Map<string, number>()
  readonly port: number
  #pending = 0
  readonly #socket: dgram.Socket
  readonly #target: number

  static async open(target: number): Promise<Flood> {
    const socket = dgram.createSocket({ type: 'udp4', recvBufferSize: 4 * 2 ** 20 })
    socket.bind(0, '127.0.0.1')
    await once(socket, 'listening')
    return new Flood(socket, target)
  }

  private constructor(socket: dgram.Socket, target: number) {
    this.#socket = socket
    this.#target = target
    this.port = socket.address().port
    socket.on('message', (text) => {
      const answer = `${text}`.trim()
      this.answers.set(answer, this.got(answer) + 1)
    })
  }

  got(answer: string): number {
    return this.answers.get(answer) ?? 0
  }

  /** Sends for so long; what it is late with it sends at once. Resolves when the kernel has had them all. */
  async send(rate: number, seconds: number): Promise<void> {
    const begun = performance.now()
    const total = rate * seconds
    for (let number = 0; number < total || this.#pending > 0; await sleep(1)) {
      const due = Math.min(total, ((performance.now() - begun) / 1000) * rate)
      for (; number < due; number++) this.#send(number)
    }
  }

  close(): void {
    this.#socket.close()
  }

  #send(number: number): void {
    const text = Buffer.alloc(size)
    text.writeUInt32LE(number)
    this.#pending++
    this.#socket.send(text, this.#target, '127.0.0.1', (error) => {
      this.#pending--
      // Otherwise the send buffer was full, and it never left.
      if (!error) this.sent++
    })
  }
}
