/**
 * Requests and replies on one queue: requests have type 1, and each client takes the replies of a
 * type of its own, that it sends along.
 *
 * Expected:
 *   6 * 7 = 42
 *   12 * 12 = 144
 */
import { MessageQueue } from '../lib/index.js'

const REQUEST = 1
const queue = MessageQueue.createPrivate()
const stop = new AbortController()

interface Request {
  readonly replyTo: number
  readonly a: number
  readonly b: number
}

async function serve(): Promise<void> {
  const requests = queue.createReadStream({ type: REQUEST, signal: stop.signal })
  for await (const { data } of requests) {
    const { replyTo, a, b }: Request = JSON.parse(data.toString())
    await queue.send(`${a * b}`, { type: replyTo })
  }
}

async function ask(client: number, a: number, b: number): Promise<string> {
  // Above all types that mean something else; a process id is as good.
  const replyTo = 1000 + client
  const request: Request = { replyTo, a, b }
  await queue.send(JSON.stringify(request), { type: REQUEST })
  const reply = await queue.receive({ type: replyTo, timeout: 5000 })
  return `${a} * ${b} = ${reply.data}`
}

try {
  const served = serve().catch((error: Error) => {
    if (error.name !== 'AbortError') throw error
  })
  for (const line of await Promise.all([ask(1, 6, 7), ask(2, 12, 12)])) console.log(line)
  stop.abort()
  await served
} finally {
  queue.close()
  await queue.remove()
}
