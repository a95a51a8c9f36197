/** A process of its own, without root's rights, that waits on a queue in every way and locks itself out. */
import { MessageQueue } from '../../lib/index.js'
import { sleepers, until } from '../support/until.js'
import { errorOf, failure, toPlain } from './expect.js'

const queue = MessageQueue.attach(Number(process.argv[2]))
const absent = { type: 99 }
const writer = queue.createWriteStream()
writer.write(Buffer.alloc(1024))
const waits = [
  failure(() => queue.receive(absent)),
  errorOf(queue.createReadStream(absent).resume()),
  failure(() => queue.send(Buffer.alloc(1024))),
  errorOf(writer),
]
await until('two readers wait', () => sleepers('msgrcv') === 2)
await until('two writers wait', () => sleepers('msgsnd') === 2)
// A writer that sleeps is told only once there is room.
queue.set({ mode: 0, maxBytes: 2 * queue.stat().maxBytes })
console.log(JSON.stringify((await Promise.all(waits)).map(toPlain)))
