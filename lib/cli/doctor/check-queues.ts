/** Queues that are full, large, or that nobody uses any more. */
import type { QueueStat } from '../../index.js'
import { nameOf } from '../target.js'
import { fullness, plural } from '../units.js'
import type { Facts } from './facts.js'
import { type Finding, note, ok, wrong } from './finding.js'

/** Selecting by type walks past all that wait before: slow from about here. */
const large = 100_000

export function checkQueues({ queues, inUse }: Facts): Finding[] {
  const found = queues.flatMap((queue) => checkQueue(queue, inUse.has(queue.id)))
  return found.length > 0 ? found : [ok('queues', 'none is full, large or forgotten')]
}

function checkQueue(queue: QueueStat, inUse: boolean): Finding[] {
  const name = nameOf(queue)
  const waits = plural(queue.messages, 'message')
  if (queue.messages > 0 && !inUse) {
    const text = `${waits}, and nobody who used it is alive`
    return [note(name, text, `sysvmq dump ${name} > FILE && sysvmq remove ${name}`)]
  }
  if (fullness(queue) >= 0.9) {
    const text = `full: ${waits}, ${queue.bytes} of ${queue.maxBytes} bytes; senders wait`
    return [
      wrong(name, text, `sysvmq stat ${name}   # who reads? or: sysvmq set ${name} --max-bytes N`),
    ]
  }
  if (queue.messages >= large) {
    const text = `large: ${waits}; to select by type is slow, and so is to remove it`
    return [note(name, text, `sysvmq stat ${name} --watch`)]
  }
  return []
}
