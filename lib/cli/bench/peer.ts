/**
 * The other process of `bench`: sends without end, or sends back what comes.
 * Arguments: 'send' or 'echo', msqid, bytes of a message.
 */
import { type Message, MessageQueue } from '../../index.js'

const [task, id, size] = process.argv.slice(2)
const queue = MessageQueue.attach(Number(id))

// Whoever started it wants no more, or is gone.
process.once('disconnect', () => process.exit())

if (task === 'send') {
  const data = Buffer.alloc(Number(size), 'x')
  const writable = queue.createWriteStream({ highWaterMark: 256 })
  const write = () => {
    while (writable.write(data));
  }
  writable.on('drain', write)
  write()
} else {
  queue.createReadStream({ type: 1, highWaterMark: 0 }).on('data', ({ data }: Message) => {
    queue.trySend(data, 2)
  })
}
