/** Streams and calls that are closed while the other side is at full speed: nothing is lost, and soon. */
import { privateQueue } from '../support/queue.js'
import { type ClosingWay, closingReaders, closingWriters } from './fixtures/closing.js'
import { lastType } from './fixtures/receiving.js'
import type { Summary } from './harness/account.js'
import { percentile } from './harness/clock.js'
import type { Fault } from './harness/fault.js'
import { Program } from './harness/program.js'
import type { Round, Run } from './harness/run.js'

const allowedMilliseconds = 50
const roundsAWay = 2
const seconds = 300

interface Measured {
  readonly times: readonly number[]
  readonly yardsticks: readonly number[]
}

/** A sender at full speed; what is taken in spite of the closes is all that it has sent. */
async function readers(round: Round, way: ClosingWay, count: number) {
  const queue = privateQueue(round)
  const sender = Program.node(round, 'sending', [queue.id, 'stream', round.random.next()])
  const closing = Program.node(round, 'closing', [queue.id, way, count, round.random.next()])
  const measured: Measured = JSON.parse(await closing.says('times', seconds))
  sender.tell('stop')
  const total = Number(await sender.says('total'))
  closing.tell('stop')
  const summary: Summary = JSON.parse(await closing.says('account'))
  await closing.succeeds()
  return { ...measured, total, summary, inOrder: false }
}

/** A reader at full speed, which is given what is to be sent in spite of the closes. */
async function writers(round: Round, way: ClosingWay, count: number) {
  const queue = privateQueue(round)
  const reader = Program.node(round, 'receiving', [queue.id, 'stream'])
  const closing = Program.node(round, 'closing', [queue.id, way, count, round.random.next()])
  const measured: Measured = JSON.parse(await closing.says('times', seconds))
  const total = Number(await closing.says('total'))
  await closing.succeeds()
  await queue.send('', { type: lastType })
  const summary: Summary = JSON.parse(await reader.says('account'))
  return { ...measured, total, summary, inOrder: way.includes('writable') }
}

export const closeUnderLoad: Fault = {
  name: 'close-under-load',
  title: `cancel and close at full speed: none lost, p99 of the close at most ${allowedMilliseconds} ms`,
  count: 5000,
  unit: 'closes',
  async run(run: Run) {
    const ways = [...closingReaders, ...closingWriters]
    const rounds = ways.length * roundsAWay
    const times: number[] = []
    const yardsticks: number[] = []
    const share = Math.ceil(run.count / rounds)
    // One lane: two processes are two processors' work, and the times are to be theirs.
    await run.each(
      rounds,
      async (round) => {
        const way = ways[round.number % ways.length] as ClosingWay
        const use = (closingReaders as readonly string[]).includes(way) ? readers : writers
        const count = Math.min(share, run.count - round.number * share)
        if (count <= 0) return
        const result = await use(round, way, count)
        times.push(...result.times)
        yardsticks.push(...result.yardsticks)
        const { handled, end, missing, twice, torn, disorder } = result.summary
        const lost = missing + result.total - end
        round.tally.add({ sent: result.total, handled, lost, twice, torn })
        const wrong = lost + twice + torn + (result.inOrder ? disorder : 0)
        if (wrong > 0) round.fail(`${way}: ${result.total} sent, ${JSON.stringify(result.summary)}`)
      },
      1,
    )
    const [p50, p99, max] = [0.5, 0.99, 1].map((share) => percentile(times, share).toFixed(1))
    const nothing = percentile(yardsticks, 0.99)
    run.tally.notes.push(
      `close p50 ${p50} ms, p99 ${p99}, max ${max}; nothing p99 ${nothing.toFixed(1)}`,
    )
    // There and back: a busy machine is not the close's fault.
    if (Number(p99) > allowedMilliseconds + 2 * nothing) run.fail(`p99 of the close is ${p99} ms`)
    if (times.length !== run.count) run.fail(`${times.length} closes`)
  },
}
