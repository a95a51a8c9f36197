/** The queue that the harness made, and how a reader of it ends. */
import { MessageQueue } from '../../lib/index.js'
import { end } from './tally.js'

export function openQueue(key: string): MessageQueue {
  return MessageQueue.open(Number(key))
}

/** To be called for each message that is an end: the stream stops at the first. */
export function stopAtEnd(queue: MessageQueue, messages: { stop(): unknown }): () => void {
  let stopped = false
  return () => {
    // Read ahead with ours, and meant for another reader.
    if (stopped) queue.trySend(end)
    else messages.stop()
    stopped = true
  }
}
