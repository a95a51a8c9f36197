/** Sources on a free port, and a client that sends to them; both are gone when the test is over. */
import dgram from 'node:dgram'
import { on, once } from 'node:events'
import type { Test } from 'tap'
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

/** Sockets that are made from now on keep their sends back, as a full send buffer does. */
export function holdSends(t: Test): { release(): void } {
  const held: (() => void)[] = []
  const { createSocket } = dgram
  t.intercept(dgram, 'createSocket', {
    value: (options: dgram.SocketOptions) => {
      const socket = createSocket(options)
      const send = socket.send.bind(socket)
      return Object.assign(socket, {
        send: (...args: [Uint8Array, number, string, () => void]) => held.push(() => send(...args)),
      })
    },
  })
  return {
    release: () => {
      for (const send of held.splice(0)) send()
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

  /** The next answer. */
  async answer(): Promise<string> {
    const { value } = await this.#answers.next()
    return String(value[0])
  }
}
