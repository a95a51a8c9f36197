/** A sender that is killed leaves whole messages, and all up to some number. */
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import type { MessageQueue } from '../../lib/index.js'
import { privateQueue } from '../support/queue.js'
import { sleepers, until } from '../support/until.js'
import { readConfirmed } from './fixtures/confirmed.js'
import { type SendingWay, sendingWays } from './fixtures/sending.js'
import { Account } from './harness/account.js'
import { spin } from './harness/clock.js'
import type { Fault } from './harness/fault.js'
import { temporaryFolder } from './harness/folder.js'
import { Program } from './harness/program.js'
import type { Round, Run } from './harness/run.js'

/** Long enough for the fixture to have its queue full, and short enough to meet it before. */
const longestMilliseconds = 30
const longestMicroseconds = 200

/** What the queue has in order, without waiting. */
function drain(queue: MessageQueue, account: Account): void {
  for (let message = queue.tryReceive(); message; message = queue.tryReceive()) {
    account.take(message.data)
  }
}

/** Takes messages all the while, so that the sender is anywhere. */
async function killAtRandom(round: Round, queue: MessageQueue, sender: Program, account: Account) {
  const end = performance.now() + round.random.below(longestMilliseconds * 1000) / 1000
  do {
    for (let left = round.random.below(30); left > 0; left--) {
      const message = queue.tryReceive()
      if (message) account.take(message.data)
    }
    await sleep(0)
  } while (performance.now() < end)
  sender.kill('SIGKILL')
}

/** Makes room for a sender that sleeps in msgsnd, and kills it as it wakes. */
async function killAsItWakes(round: Round, queue: MessageQueue, sender: Program, account: Account) {
  await until('the sender sleeps', () => sleepers('msgsnd', sender.pid) > 0)
  const message = queue.tryReceive()
  if (message) account.take(message.data)
  spin(round.random.below(longestMicroseconds))
  sender.kill('SIGKILL')
}

async function oneKill(round: Round, folder: string): Promise<void> {
  const queue = privateQueue(round)
  const way: SendingWay = round.random.pick(sendingWays)
  const confirmed = join(folder, String(round.number))
  const sender = Program.node(round, 'sending', [queue.id, way, round.random.next(), confirmed])
  const account = new Account()
  await sender.says('begun')
  const kill = round.number % 2 === 0 ? killAtRandom : killAsItWakes
  await kill(round, queue, sender, account)
  await sender.ends()
  drain(queue, account)

  const sent = readConfirmed(confirmed)
  const missing = account.missing(Math.max(sent, account.end))
  round.tally.add({
    sent,
    handled: account.handled,
    lost: missing.length,
    twice: account.twice,
    torn: account.torn,
  })
  const { torn, twice, disorder } = account
  if (missing.length + torn + twice + disorder === 0) return
  round.fail(
    `${way}, ${kill.name}: ${sent} confirmed; missing ${missing}; ${torn} torn, ${twice} twice, ${disorder} out of order`,
  )
}

export const senderKilled: Fault = {
  name: 'sender-killed',
  title: 'kill -9 of a sender, half of them as it wakes in msgsnd: no partial message, no gap',
  count: 500,
  unit: 'kills',
  async run(run: Run) {
    const folder = await temporaryFolder(run)
    await run.each(run.count, (round) => oneKill(round, folder))
  },
}
