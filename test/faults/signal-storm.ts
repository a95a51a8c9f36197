/** Signals end the calls that threads sleep in, again and again: what the call was about is done once. */
import { setTimeout as sleep } from 'node:timers/promises'
import { privateQueue } from '../support/queue.js'
import { sleepers, until } from '../support/until.js'
import { lastType, receivingWays } from './fixtures/receiving.js'
import { sendingWays } from './fixtures/sending.js'
import { Account, type Summary } from './harness/account.js'
import type { Fault } from './harness/fault.js'
import { randomlySized } from './harness/message.js'
import { nativeBuild } from './harness/paths.js'
import { Program } from './harness/program.js'
import type { Round, Run } from './harness/run.js'
import { timesAsleep } from './harness/threads.js'

const signalsARound = 10_000
const longestMicroseconds = 60

/** How often threads went to sleep, nearly each time after a signal. */
let interrupted = 0

/** Sends all of them at the program's waiting threads, while `meanwhile` does a little at a time. */
async function storm(round: Round, program: Program, count: number, meanwhile: () => void) {
  const args = [program.pid, count, longestMicroseconds, round.random.next() >>> 1]
  const signals = new Program(round, `${nativeBuild}/storm`, args)
  let over = false
  const ended = signals.succeeds().finally(() => {
    over = true
  })
  ended.catch(() => {})
  while (!over) {
    meanwhile()
    await sleep(round.random.below(2))
  }
  await ended
  // One that is pending stands for those that follow, so not each ends a call.
  const asleep = timesAsleep(program.pid)
  interrupted += asleep
  if (asleep < count / 10)
    round.fail(`${count} signals, but the threads slept only ${asleep} times`)
}

/** Takes a few messages at a time, so that the sender sleeps in between. */
async function againstSender(round: Round, handler: string, count: number): Promise<Summary> {
  const queue = privateQueue(round)
  const way = round.random.pick(sendingWays)
  const args = [queue.id, way, round.random.next(), '', handler]
  const sender = Program.node(round, 'sending', args)
  const account = new Account()
  const take = (most: number) => {
    for (let left = most; left > 0; left--) {
      const message = queue.tryReceive()
      if (!message) return
      account.take(message.data)
    }
  }
  await sender.says('begun')
  await until('the sender sleeps', () => sleepers('msgsnd', sender.pid) > 0)
  await storm(round, sender, count, () => take(round.random.below(8)))
  sender.tell('stop')
  const total = sender.says('total')
  let over = false
  const ended = total.finally(() => {
    over = true
  })
  ended.catch(() => {})
  while (!over) {
    take(100)
    await sleep(0)
  }
  take(Number.POSITIVE_INFINITY)
  const end = Number(await ended)
  return { ...account.summary(), end, missing: account.missing(end).length }
}

/** Sends a few messages at a time, so that the reader sleeps in between. */
async function againstReader(round: Round, handler: string, count: number): Promise<Summary> {
  const queue = privateQueue(round)
  const reader = Program.node(round, 'receiving', [
    queue.id,
    round.random.pick(receivingWays),
    handler,
  ])
  await reader.says('begun')
  await until('the reader sleeps', () => sleepers('msgrcv', reader.pid) > 0)
  let next = 0
  await storm(round, reader, count, () => {
    for (let left = round.random.below(8); left > 0; left--) {
      if (!queue.trySend(randomlySized(next, round.random), round.random.between(1, 3))) return
      next++
    }
  })
  await queue.send('', { type: lastType })
  const summary: Summary = JSON.parse(await reader.says('account'))
  return { ...summary, missing: summary.missing + next - summary.end, end: next }
}

async function oneStorm(round: Round, count: number): Promise<void> {
  const against = round.number % 2 === 0 ? againstSender : againstReader
  const handler = round.number % 4 < 2 ? 'own' : 'addon'
  const summary = await against(round, handler, count)
  const { end, handled, missing, twice, torn, disorder } = summary
  round.tally.add({ sent: end, handled, lost: missing, twice, torn })
  if (missing + twice + torn + disorder > 0 || handled !== end) {
    round.fail(`${against.name}, handler ${handler}: ${JSON.stringify(summary)}`)
  }
}

export const signalStorm: Fault = {
  name: 'signal-storm',
  title: 'EINTR in blocked senders and readers: no message twice, none lost, order kept',
  count: 200_000,
  unit: 'signals',
  async run(run: Run) {
    const rounds = Math.ceil(run.count / signalsARound)
    await run.each(rounds, (round) => {
      const left = run.count - round.number * signalsARound
      return oneStorm(round, Math.min(signalsARound, left))
    })
    run.tally.notes.push(`threads slept ${interrupted.toLocaleString('en')} times`)
  },
}
