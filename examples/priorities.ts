/**
 * Priorities: the type is the priority, and a negative selector takes the lowest type first.
 *
 * Expected:
 *   1 fire
 *   1 flood
 *   2 leak
 *   5 dust
 *   left in the queue: 9 someday
 */
import { MessageQueue } from '../lib/index.js'

const queue = MessageQueue.createPrivate()
try {
  const jobs: [priority: number, text: string][] = [
    [5, 'dust'],
    [9, 'someday'],
    [1, 'fire'],
    [2, 'leak'],
    [1, 'flood'],
  ]
  for (const [type, text] of jobs) await queue.send(text, { type })

  // Up to 5, lowest first. Nothing is read ahead: it could not be overtaken by what comes later.
  const urgent = queue.createReadStream({ type: -5, highWaterMark: 0 })
  let left = 4
  for await (const { type, data } of urgent) {
    console.log(`${type} ${data}`)
    if (--left === 0) break
  }

  const rest = queue.tryReceive()
  console.log(`left in the queue: ${rest?.type} ${rest?.data}`)
} finally {
  await queue.remove()
}
