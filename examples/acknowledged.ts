/**
 * Acknowledged delivery: a worker is killed with -9 in the middle of its work, and its successor is
 * handed what it had. What can't be handled goes to a queue of dead letters.
 *
 * Expected:
 *   worker: one, attempt 1: done
 *   worker: two, attempt 1: killed
 *   successor: two, attempt 2: done
 *   successor: three, attempt 1: done
 *   successor: poison, attempt 1: fails
 *   successor: poison, attempt 2: fails
 *   dead letter: poison
 */
import { fork } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'
import { MessageQueue } from '../lib/index.js'

const [, , queueId, deadId] = process.argv
if (queueId === undefined || deadId === undefined) await supervise()
else await work(MessageQueue.attach(Number(queueId)), MessageQueue.attach(Number(deadId)))

async function supervise(): Promise<void> {
  const queue = MessageQueue.createPrivate()
  const dead = MessageQueue.createPrivate()
  try {
    for (const text of ['one', 'two', 'three', 'poison']) await queue.send(text)
    for (const name of ['worker', 'successor']) {
      const worker = fork(fileURLToPath(import.meta.url), [`${queue.id}`, `${dead.id}`])
      worker.on('message', (text) => {
        console.log(`${name}: ${text}`)
        if (`${text}`.endsWith('killed')) worker.kill('SIGKILL')
      })
      await once(worker, 'exit')
    }
    console.log(`dead letter: ${dead.tryReceive()?.data}`)
  } finally {
    await queue.remove()
    await dead.remove()
  }
}

async function work(queue: MessageQueue, dead: MessageQueue): Promise<void> {
  const messages = queue.createReadStream({
    acknowledge: true,
    maxInFlight: 4,
    maxAttempts: 2,
    deadLetter: { queue: dead },
  })
  messages.once('dead', () => {
    messages.stop()
    process.disconnect()
  })
  for await (const message of messages) {
    const text = `${message.data}, attempt ${message.attempts}`
    if (`${message.data}` === 'poison') {
      process.send?.(`${text}: fails`)
      message.nack()
    } else if (text === 'two, attempt 1') {
      process.send?.(`${text}: killed`)
      await once(process, 'disconnect') // it never comes to that
    } else {
      process.send?.(`${text}: done`)
      message.ack()
    }
  }
}
