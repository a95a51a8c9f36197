/**
 * What goes in and out of queues, as far as it can be known: the kernel counts no messages. Between
 * two looks at a queue at least so many came in or went out as its number differs, and at least one if
 * somebody has sent or received since. What comes and goes between two looks is not seen, so each rate
 * is a lower bound.
 */
import { MessageQueue, type QueueStat } from '../index.js'

/** Messages a second. */
export interface Rates {
  readonly in: number
  readonly out: number
  /** Exact: by how much the queue has grown. */
  readonly net: number
}

interface Seen {
  stat: QueueStat
  in: number
  out: number
}

export class Flow {
  #seen = new Map<number, Seen>()
  #since = performance.now()

  /** Looks at all queues. The more often, the closer the bounds. */
  look(): readonly QueueStat[] {
    const queues = MessageQueue.list()
    const before = this.#seen
    this.#seen = new Map(
      queues.map((stat) => [stat.id, grown(before.get(stat.id) ?? { stat, in: 0, out: 0 }, stat)]),
    )
    return queues
  }

  /** Rates of each queue since the last call. */
  take(): ReadonlyMap<number, Rates> {
    const now = performance.now()
    const seconds = (now - this.#since) / 1000
    this.#since = now
    const rates = new Map<number, Rates>()
    for (const [id, seen] of this.#seen) {
      const perSecond = (count: number) => Math.round(count / seconds)
      rates.set(id, {
        in: perSecond(seen.in),
        out: perSecond(seen.out),
        net: perSecond(seen.in - seen.out),
      })
      seen.in = 0
      seen.out = 0
    }
    return rates
  }
}

function grown(seen: Seen, stat: QueueStat): Seen {
  const before = seen.stat
  const change = stat.messages - before.messages
  const differ = (a: Date | null, b: Date | null) => a?.getTime() !== b?.getTime()
  const sent = differ(stat.lastSendTime, before.lastSendTime) ? 1 : 0
  const received = differ(stat.lastReceiveTime, before.lastReceiveTime) ? 1 : 0
  // What is seen to come must have been sent, and the other way round, so that net stays exact.
  const came = Math.max(change, sent, received + change)
  return { stat, in: seen.in + came, out: seen.out + came - change }
}
