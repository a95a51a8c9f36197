/** The queue that the harness made. */
import { MessageQueue } from '../../lib/index.js'

export function openQueue(key: string): MessageQueue {
  return MessageQueue.open(Number(key))
}
