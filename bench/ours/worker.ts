/** A worker of the job: prints each message, the lines of one turn of the event loop in one write. */
import { Writable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { openQueue, stopAtEnd } from './queue.js'
import { end } from './tally.js'

const [, , key = '', number = ''] = process.argv
const queue = openQueue(key)
const messages = queue.createReadStream()
const atEnd = stopAtEnd(queue, messages)

let lines = ''
function flush(): void {
  process.stdout.write(lines)
  lines = ''
}

const printer = new Writable({
  objectMode: true,
  write(message: { data: Buffer }, _encoding, callback) {
    if (message.data.length === end.length) {
      atEnd()
    } else {
      if (lines === '') setImmediate(flush)
      lines += `[Worker ${number}] ${message.data}\n`
    }
    callback()
  },
})

await pipeline(messages, printer)
