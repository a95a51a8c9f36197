/** Taking messages, no more than are asked for: what is read ahead would be out of order when put back. */
import { type Message, type MessageQueue, QueueError, type Selection } from '../index.js'
import { pieceSize } from './output.js'

/** What is there: at most `room` messages, and about as many bytes as go out in one write. */
export function takeBatch(queue: MessageQueue, selection: Selection, room: number): Message[] {
  const batch: Message[] = []
  for (let size = 0; batch.length < room && size < pieceSize; ) {
    const message = queue.tryReceive(selection)
    if (message === null) break
    batch.push(message)
    size += message.data.length
  }
  return batch
}

/** The next message; null when there is none in time. */
export async function waitForOne(
  queue: MessageQueue,
  options: Selection & { timeout: number; signal: AbortSignal },
): Promise<Message | null> {
  try {
    return await queue.receive(options)
  } catch (error) {
    if (error instanceof QueueError && error.code === 'ETIMEDOUT') return null
    throw error
  }
}
