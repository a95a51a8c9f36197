/** zeromq.js over ipc://: PUSH and PULL for many messages, PAIR for the round trip. */
import { setTimeout } from 'node:timers/promises'
import { loadPeer } from '../harness/prepare.js'
import { runProgram } from '../ours/main.js'
import { announce, end, now, report, Tally } from '../ours/tally.js'

interface Socket {
  events: { on(event: 'handshake' | 'disconnect', listener: () => void): void }
  sendTimeout: number
  bind(address: string): Promise<void>
  connect(address: string): void
  send(data: Buffer): Promise<void>
  receive(): Promise<[Buffer]>
  close(): void
}

const zeromq = loadPeer<Record<'Push' | 'Pull' | 'Pair', new () => Socket>>('zeromq')

/** Binds, and waits for those who are to have their share from the first message on. */
async function bindFor(socket: Socket, address: string, peers: number): Promise<void> {
  const connected = new Promise<void>((resolve) => {
    let left = peers
    socket.events.on('handshake', () => --left === 0 && resolve())
  })
  await socket.bind(address)
  await connected
}

await runProgram({
  async receive(address) {
    const socket = new zeromq.Pull()
    const tally = new Tally()
    socket.connect(address)
    announce()
    for (;;) {
      const [data] = await socket.receive()
      if (!tally.add(data.length)) break
    }
    socket.close()
  },

  async send(address, size, count, readers) {
    const socket = new zeromq.Push()
    await bindFor(socket, address, readers)
    const payload = Buffer.alloc(size, 'x')
    for (let sent = 0; sent < count; sent++) await socket.send(payload)
    // PUSH passes over a reader whose pipe is full: ends until all have had one and left.
    let left = readers
    socket.events.on('disconnect', () => left--)
    socket.sendTimeout = 10
    while (left > 0) await socket.send(end).catch(() => {})
    socket.close()
  },

  async echo(address) {
    const socket = new zeromq.Pair()
    socket.connect(address)
    announce()
    for (;;) {
      const [data] = await socket.receive()
      if (data.length === end.length) break
      await socket.send(data)
    }
    socket.close()
  },

  async ask(address, _replies, size, rounds, pause, warmUp) {
    const socket = new zeromq.Pair()
    await bindFor(socket, address, 1)
    const payload = Buffer.alloc(size, 'x')
    const samples: number[] = []
    for (let round = 0; round < rounds; round++) {
      if (round >= warmUp) await setTimeout(pause)
      const start = now()
      await socket.send(payload)
      await socket.receive()
      samples.push(now() - start)
    }
    await socket.send(end)
    report({ role: 'asker', samples })
    socket.close()
  },
})
