/** What the kernel knows of a queue. */
import { MessageQueue, type QueueStat } from '../index.js'
import { openTarget, type Target } from './target.js'

/** As `list()` tells it (MSG_STAT_ANY): also without read permission. */
export function statOf(target: Target): QueueStat {
  const queue = openTarget(target)
  // One that has been removed in between throws EIDRM here.
  const [stat = queue.stat()] = MessageQueue.list().filter(({ id }) => id === queue.id)
  return stat
}
