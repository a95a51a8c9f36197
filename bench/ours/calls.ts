/** sysvmq by its calls: trySend and tryReceive while they can, send and receive when they would block. */
import { setImmediate, setTimeout } from 'node:timers/promises'
import { runProgram } from './main.js'
import { openQueue } from './queue.js'
import { announce, end, MemoryProbe, now, report, Tally } from './tally.js'

/** Messages after which the loop gets its turn although there are more. */
const turn = 256

await runProgram({
  async receive(key) {
    const queue = openQueue(key)
    const tally = new Tally()
    announce()
    for (let taken = 1; ; taken++) {
      const message = queue.tryReceive() ?? (await queue.receive())
      if (!tally.add(message.data.length)) break
      if (taken % turn === 0) await setImmediate()
    }
  },

  async send(key, size, count, readers) {
    const queue = openQueue(key)
    const memory = new MemoryProbe()
    const payload = Buffer.alloc(size, 'x')
    for (let sent = 1; sent <= count; sent++) {
      if (!queue.trySend(payload)) await queue.send(payload)
      memory.count()
      if (sent % turn === 0) await setImmediate()
    }
    for (let reader = 0; reader < readers; reader++) await queue.send(end)
    memory.report()
  },

  async echo(requests, replies) {
    const from = openQueue(requests)
    const to = openQueue(replies)
    announce()
    for (;;) {
      const { data } = await from.receive()
      if (data.length === end.length) break
      if (!to.trySend(data)) await to.send(data)
    }
  },

  async ask(requests, replies, size, rounds, pause, warmUp) {
    const to = openQueue(requests)
    const from = openQueue(replies)
    const payload = Buffer.alloc(size, 'x')
    const samples: number[] = []
    for (let round = 0; round < rounds; round++) {
      if (round >= warmUp) await setTimeout(pause)
      const start = now()
      if (!to.trySend(payload)) await to.send(payload)
      await from.receive()
      samples.push(now() - start)
    }
    await to.send(end)
    report({ role: 'asker', samples })
  },

  async select(key, times) {
    const queue = openQueue(key)
    const samples: number[] = []
    for (let time = 0; time < times; time++) {
      queue.trySend(end, 2)
      const start = now()
      if (queue.tryReceive({ type: 2 }) === null) throw new Error('no message of type 2')
      samples.push(now() - start)
    }
    report({ role: 'selector', samples })
  },
})
