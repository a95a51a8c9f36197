/** Sources on a free port, and a client that sends to them; both are gone when the test is over. */
import dgram from 'node:dgram'
import { on, once } from 'node:events'
import type { Test } from 'tap'
import { type NativeUdpSocket, native } from '../../../lib/native.js'
import type { UdpAddress } from '../../../lib/udp/index.js'
import { UdpSource, type UdpSourceOptions } from '../../../lib/udp/index.js'

/** A source on a free port of 127.0.0.1, listening. */
export async function open(t: Test, options?: UdpSourceOptions): Promise<UdpSource> {
  const udp = new UdpSource({ port: 0, ...options })
  t.teardown(() => udp.destroy())
  await once(udp, 'listening')
  return udp
}

/** Where it is; it must be listening. */
export function addressOf(udp: UdpSource): UdpAddress {
  // By the precondition.
  return udp.address() as UdpAddress
}

/** Waits until `count` datagrams have come in all. */
export async function received(udp: UdpSource, count: number): Promise<void> {
  while (udp.stats().received < count) await new Promise(setImmediate)
}

/** Sockets that are made from now on do not close at once, as when the send buffer is full. */
export function holdClose(t: Test): { release(): void } {
  const { UdpSocket } = native
  const held: (() => void)[] = []
  t.intercept(native, 'UdpSocket', {
    value: class extends UdpSocket {
      #closing = false
      #tell: (closed: boolean) => void = () => {}

      override open(...[host, port, reuseAddr, size, tell]: Parameters<NativeUdpSocket['open']>) {
        this.#tell = tell
        return super.open(host, port, reuseAddr, size, (closed) => {
          if (!this.#closing) tell(closed)
        })
      }

      override close(): boolean {
        this.#closing = true
        held.push(() => {
          super.close()
          this.#tell(true)
        })
        return false
      }
    },
  })
  return {
    release: () => {
      for (const close of held.splice(0)) close()
    },
  }
}

export class Client {
  readonly socket: dgram.Socket
  readonly #answers: AsyncIterableIterator<unknown[]>

  constructor(t: Test, type: dgram.SocketType = 'udp4') {
    this.socket = dgram.createSocket(type)
    this.#answers = on(this.socket, 'message')
    t.teardown(() => this.socket.close())
  }

  /** Resolved when the kernel has it: then it is in the source's receive buffer. */
  async send(to: UdpSource | UdpAddress, ...datagrams: (Uint8Array | string)[]): Promise<void> {
    const { port, address } = to instanceof UdpSource ? addressOf(to) : to
    for (const data of datagrams) {
      await new Promise((resolve) => this.socket.send(data, port, address, resolve))
    }
  }

  /** In one turn, so that they are received together. For a literal address only. */
  sendTogether(to: UdpSource, ...datagrams: (Uint8Array | string)[]): void {
    const { port, address } = addressOf(to)
    for (const data of datagrams) this.socket.send(data, port, address)
  }

  /** The next answer. */
  async answer(): Promise<string> {
    const { value } = await this.#answers.next()
    return String(value[0])
  }

  /** The next ones. */
  async answers(count: number): Promise<string[]> {
    const answers: string[] = []
    while (answers.length < count) answers.push(await this.answer())
    return answers
  }
}
