/** Ten million messages, and each is the one that was sent. */
import { privateQueue } from '../support/queue.js'
import type { Fault } from './harness/fault.js'
import { Program } from './harness/program.js'
import type { Run } from './harness/run.js'

/** A thousandth of what an idle machine does. */
const slowestASecond = 500

export const soak: Fault = {
  name: 'soak',
  title: 'random sizes and types from process to process: count, content and order exact',
  count: 10_000_000,
  unit: 'messages',
  async run(run: Run) {
    await run.each(1, async (round) => {
      const queue = privateQueue(round)
      const seed = round.random.next()
      const args = [queue.id, run.count, seed]
      const seconds = 60 + run.count / slowestASecond
      const reader = Program.node(round, 'soak-reader', args)
      const sender = Program.node(round, 'soak-sender', args)
      await Promise.all([sender.succeeds(seconds), reader.succeeds(seconds)])
      const [handled, bytes] = (await reader.says('handled')).split(' ').map(Number) as [
        number,
        number,
      ]
      const left = queue.stat().messages
      round.tally.add({ sent: run.count, handled, lost: run.count - handled })
      round.tally.notes.push(`${(bytes / 2 ** 30).toFixed(1)} GiB`)
      if (handled !== run.count || left > 0) round.fail(`${handled} handled, ${left} left`)
    })
  },
}
