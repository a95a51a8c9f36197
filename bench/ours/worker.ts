/** A worker of the job: prints each message, the lines of one turn of the event loop in one write. */
import { Writable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { openQueue } from './queue.js'
import { end } from './tally.js'

const [, , key = '', number = ''] = process.argv
const messages = openQueue(key).createReadStream()

let lines = ''
function flush(): void {
  process.stdout.write(lines)
  lines = ''
}

const printer = new Writable({
  objectMode: true,
  write(message: { data: Buffer }, _encoding, callback) {
    if (message.data.length === end.length) {
      messages.stop()
    } else {
      if (lines === '') setImmediate(flush)
      lines += `[Worker ${number}] ${message.data}\n`
    }
    callback()
  },
})

await pipeline(messages, printer)
