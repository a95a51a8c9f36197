/** The readers of streams.ts with acknowledgement: each message stays in a ledger until it is handled. */
import { Writable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import type { AcknowledgedMessage } from '../../lib/index.js'
import { runProgram } from './main.js'
import { openQueue, stopAtEnd } from './queue.js'
import { announce, Tally } from './tally.js'

await runProgram({
  async receive(key) {
    const queue = openQueue(key)
    const messages = queue.createReadStream({ acknowledge: true })
    const atEnd = stopAtEnd(queue, messages)
    const tally = new Tally()
    const counter = new Writable({
      objectMode: true,
      write(message: AcknowledgedMessage, _encoding, callback) {
        if (!tally.add(message.data.length)) atEnd()
        message.ack()
        callback()
      },
    })
    announce()
    await pipeline(messages, counter)
  },

  async echo(requests, replies) {
    const messages = openQueue(requests).createReadStream({ acknowledge: true })
    const writable = openQueue(replies).createWriteStream<AcknowledgedMessage>()
    writable.on('sent', (message) => message.ack())
    announce()
    await pipeline(messages, writable)
  },
})
