/** What `top` shows: queues with their rates, history and those who are blocked. */
import type { QueueStat } from '../../index.js'
import { allBlocked, type Blocked } from '../blocked.js'
import { Flow, type Rates } from '../flow.js'
import { nameOf } from '../target.js'
import { fullness } from '../units.js'
import { userName } from '../users.js'

export interface Row {
  readonly queue: QueueStat
  readonly rates: Rates
  /** Messages that waited, the latest last. */
  readonly history: readonly number[]
  readonly blocked: readonly Blocked[]
}

/** How many looks back the sparklines go. */
const memory = 60

export const sorts = {
  used: ({ queue }: Row) => -fullness(queue),
  messages: ({ queue }: Row) => -queue.messages,
  in: ({ rates }: Row) => -rates.in,
  out: ({ rates }: Row) => -rates.out,
  blocked: ({ blocked }: Row) => -blocked.length,
  key: ({ queue }: Row) => queue.key,
  id: ({ queue }: Row) => queue.id,
} as const

export type Sort = keyof typeof sorts

export class Model {
  readonly #flow = new Flow()
  #history = new Map<number, number[]>()

  constructor() {
    this.#flow.look()
  }

  /** To be called often: rates come nearer to the truth. */
  look(): void {
    this.#flow.look()
  }

  /** All queues now, with the rates since the last call. */
  rows(): Row[] {
    const queues = this.#flow.look()
    const rates = this.#flow.take()
    const blocked = allBlocked()
    const before = this.#history
    this.#history = new Map(
      queues.map(({ id, messages }) => [id, [...(before.get(id) ?? []), messages].slice(-memory)]),
    )
    return queues.map((queue) => ({
      queue,
      rates: rates.get(queue.id) as Rates,
      history: this.#history.get(queue.id) as number[],
      blocked: blocked.filter(({ id }) => id === queue.id),
    }))
  }
}

/** In the order of the column, and only those whose key, id or owner has the text. */
export function arrange(rows: readonly Row[], sort: Sort, filter: string): Row[] {
  const text = filter.toLowerCase()
  return rows
    .filter(({ queue: { id, key, uid } }) =>
      [nameOf({ id, key }), `id:${id}`, userName(uid)].some((name) => name.includes(text)),
    )
    .sort((a, b) => sorts[sort](a) - sorts[sort](b) || a.queue.id - b.queue.id)
}
