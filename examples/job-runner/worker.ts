/**
 * A worker of the job runner: takes messages of any type and prints them, one line each.
 * Argument: msqid.
 */
import { Transform, Writable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { type Message, MessageQueue, poolWorker } from '../../lib/index.js'

const queue = MessageQueue.attach(Number(process.argv[2]))
const worker = poolWorker()

const handle = new Transform({
  objectMode: true,
  transform({ data }: Message, _encoding, done) {
    done(null, `${data.toString().replace(/\r?\n$/, '')}\n`)
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

await pipeline(worker.readable(queue, { type: 0 }), handle, print)
