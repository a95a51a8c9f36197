/**
 * A queue in an ordinary pipeline: jobs are read from one queue, transformed, and written to another.
 *
 * Expected:
 *   {"id":1,"text":"HELLO"}
 *   {"id":2,"text":"KERNEL"}
 *   {"id":3,"text":"QUEUE"}
 */
import { Transform } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { type Message, MessageQueue } from '../lib/index.js'

const jobs = MessageQueue.createPrivate()
const results = MessageQueue.createPrivate()

const shout = new Transform({
  objectMode: true,
  transform({ type, data }: Message, _encoding, done) {
    const job: { id: number; text: string } = JSON.parse(data.toString())
    done(null, { type, data: JSON.stringify({ ...job, text: job.text.toUpperCase() }) })
  },
})

try {
  const source = jobs.createReadStream()
  const worked = pipeline(source, shout, results.createWriteStream())

  const texts = ['hello', 'kernel', 'queue']
  for (const [index, text] of texts.entries()) {
    await jobs.send(JSON.stringify({ id: index + 1, text }))
  }
  for (const _ of texts) console.log((await results.receive()).data.toString())

  source.stop()
  await worked
} finally {
  await Promise.all([jobs.remove(), results.remove()])
}
