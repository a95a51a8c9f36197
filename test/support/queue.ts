/** Queues for tests: each test its own, removed when the test ends, however it ends. */
import { randomInt } from 'node:crypto'
import { type CreateOptions, MessageQueue, QueueError } from '../../lib/index.js'

/** What this needs of a tap test. */
interface Test {
  teardown(end: () => unknown): void
}

/** Removes the queue when the test ends, unless the test has. */
export function removeAfter(t: Test, queue: MessageQueue): MessageQueue {
  t.teardown(async () => {
    queue.close()
    await queue.remove().catch((error: unknown) => {
      if (!(error instanceof QueueError && error.code === 'EIDRM')) throw error
    })
  })
  return queue
}

/** A queue without a key; other processes attach to its id. */
export function privateQueue(t: Test, options?: CreateOptions): MessageQueue {
  return removeAfter(t, MessageQueue.createPrivate(options))
}

/** A key that no queue has. */
export function unusedKey(): number {
  const used = new Set(MessageQueue.list().map(({ key }) => key))
  for (;;) {
    const key = randomInt(0x10000, 0x7fffffff)
    if (!used.has(key)) return key
  }
}

/** A queue with a key of its own. */
export function keyedQueue(t: Test, options?: CreateOptions): MessageQueue {
  return removeAfter(t, MessageQueue.create(unusedKey(), { ...options, exclusive: true }))
}

/** Receives all that waits. */
export function drain(queue: MessageQueue): string[] {
  const texts: string[] = []
  for (let message = queue.tryReceive(); message; message = queue.tryReceive()) {
    texts.push(message.data.toString())
  }
  return texts
}

/** Sends until the queue is full; returns how many there are. */
export function fill(queue: MessageQueue, size = 1024, type = 1): number {
  let count = 0
  while (queue.trySend(Buffer.alloc(size, count), type)) count++
  return count
}
