/** npm svmq: each message is a job of the libuv pool. A push waits for its callback: that is all the
 * backpressure there is. */
import { setTimeout } from 'node:timers/promises'
import { promisify } from 'node:util'
import { loadPeer } from '../harness/prepare.js'
import { runProgram } from '../ours/main.js'
import { announce, end, now, report, Tally } from '../ours/tally.js'

interface Queue {
  on(event: 'data', listener: (data: Buffer) => void): this
  removeAllListeners(event: 'data'): this
  push(data: Buffer, callback: (error: Error | null) => void): void
  pop(callback: (error: Error | null, data: Buffer) => void): void
}

const { open } = loadPeer<{ open(key: number): Queue }>('svmq')

const pusher = (queue: Queue) => promisify(queue.push.bind(queue))
const popper = (queue: Queue) => promisify(queue.pop.bind(queue))

await runProgram({
  async receive(key) {
    const tally = new Tally()
    announce()
    const queue = open(Number(key))
    queue.on('data', (data) => {
      // Without a listener it receives no more.
      if (!tally.add(data.length)) queue.removeAllListeners('data')
    })
  },

  async send(key, size, count, readers) {
    const push = pusher(open(Number(key)))
    const payload = Buffer.alloc(size, 'x')
    for (let sent = 0; sent < count; sent++) await push(payload)
    for (let reader = 0; reader < readers; reader++) await push(end)
  },

  async echo(requests, replies) {
    const pop = popper(open(Number(requests)))
    const push = pusher(open(Number(replies)))
    announce()
    for (;;) {
      const data = await pop()
      if (data.length === end.length) break
      await push(data)
    }
  },

  async ask(requests, replies, size, rounds, pause, warmUp) {
    const push = pusher(open(Number(requests)))
    const pop = popper(open(Number(replies)))
    const payload = Buffer.alloc(size, 'x')
    const samples: number[] = []
    for (let round = 0; round < rounds; round++) {
      if (round >= warmUp) await setTimeout(pause)
      const start = now()
      await push(payload)
      await pop()
      samples.push(now() - start)
    }
    await push(end)
    report({ role: 'asker', samples })
  },
})
