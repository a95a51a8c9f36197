/** sysvmq by its streams with their default options, as they are used: one more thing in pipeline(). */
import { once } from 'node:events'
import { Readable, Writable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { setTimeout } from 'node:timers/promises'
import { runProgram } from './main.js'
import { openQueue, stopAtEnd } from './queue.js'
import { announce, end, MemoryProbe, now, report, Tally } from './tally.js'

await runProgram({
  async receive(key) {
    const queue = openQueue(key)
    const messages = queue.createReadStream()
    const atEnd = stopAtEnd(queue, messages)
    const tally = new Tally()
    const counter = new Writable({
      objectMode: true,
      write(message: { data: Buffer }, _encoding, callback) {
        if (!tally.add(message.data.length)) atEnd()
        callback()
      },
    })
    announce()
    await pipeline(messages, counter)
  },

  async send(key, size, count, readers) {
    const memory = new MemoryProbe()
    const payload = Buffer.alloc(size, 'x')
    let left = count + readers
    const source = new Readable({
      objectMode: true,
      read() {
        if (left-- > readers) this.push(payload)
        else this.push(left >= 0 ? end : null)
        memory.count()
      },
    })
    await pipeline(source, openQueue(key).createWriteStream())
    memory.report()
  },

  async echo(requests, replies) {
    announce()
    await pipeline(openQueue(requests).createReadStream(), openQueue(replies).createWriteStream())
  },

  async ask(requests, replies, size, rounds, pause, warmUp) {
    const to = openQueue(requests).createWriteStream()
    const from = openQueue(replies).createReadStream()
    const payload = Buffer.alloc(size, 'x')
    const samples: number[] = []
    let start = 0
    from.on('data', () => samples.push(now() - start))
    for (let round = 0; round < rounds; round++) {
      if (round >= warmUp) await setTimeout(pause)
      start = now()
      to.write(payload)
      await once(from, 'data')
    }
    from.destroy()
    to.end(end)
    report({ role: 'asker', samples })
  },

  async select(key, times) {
    const queue = openQueue(key)
    const selected = queue.createReadStream({ type: 2 })
    const samples: number[] = []
    let start = 0
    selected.on('data', () => samples.push(now() - start))
    for (let time = 0; time < times; time++) {
      start = now()
      queue.trySend(end, 2)
      await once(selected, 'data')
    }
    selected.destroy()
    report({ role: 'selector', samples })
  },
})
