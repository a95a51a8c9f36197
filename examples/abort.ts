/**
 * Async iteration that an AbortSignal ends. What was read ahead and not looked at goes back.
 *
 * Expected:
 *   got 1
 *   got 2
 *   got 3
 *   stopped: AbortError
 *   still in the queue: 7
 */
import { MessageQueue } from '../lib/index.js'

const queue = MessageQueue.createPrivate()
try {
  for (let i = 1; i <= 10; i++) await queue.send(`${i}`)

  const controller = new AbortController()
  try {
    const readable = queue.createReadStream({ signal: controller.signal })
    for await (const { data } of readable) {
      console.log(`got ${data}`)
      if (data.toString() === '3') controller.abort()
    }
  } catch (error) {
    console.log(`stopped: ${(error as Error).name}`)
  }
  console.log(`still in the queue: ${queue.stat().messages}`)
} finally {
  await queue.remove()
}
