/**
 * A worker of the job runner: takes messages of any type and prints them, one line each.
 * Arguments: msqid, number of the worker.
 */
import { Transform, Writable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { type Message, MessageQueue } from '../../lib/index.js'

const [id, index] = process.argv.slice(2)

try {
  const messages = MessageQueue.attach(Number(id)).createReadStream({ type: 0 })

  const handle = new Transform({
    objectMode: true,
    transform({ data }: Message, _encoding, done) {
      done(null, `[Worker ${index}] ${data.toString().replace(/\r?\n$/, '')}\n`)
    },
  })

  // What has come together in one turn is printed in one write.
  const print = new Writable({
    objectMode: true,
    write(line: string, _encoding, done) {
      process.stdout.write(line, done)
    },
    writev(lines, done) {
      process.stdout.write(lines.map(({ chunk }) => chunk).join(''), done)
    },
  })

  // Finish what was taken, leave the rest in the queue. Ctrl-C reaches the whole process group, and
  // the runner decides when its workers stop; when it is gone, the channel closes.
  process.on('SIGINT', () => {})
  process.on('SIGTERM', () => messages.stop())
  process.on('disconnect', () => messages.stop())

  process.send?.('ready')
  await pipeline(messages, handle, print)
} catch (error) {
  console.error(`[Worker ${index}] ${(error as Error).message}`)
  process.exitCode = 1
}
if (process.connected) process.disconnect()
