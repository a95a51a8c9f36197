/** A reader that is killed at any moment loses nothing: who comes next has what it left. */
import { setTimeout as sleep } from 'node:timers/promises'
import { privateQueue } from '../support/queue.js'
import { sleepers, until } from '../support/until.js'
import { spin } from './harness/clock.js'
import type { Fault } from './harness/fault.js'
import { maxInFlight, type Reader, Readers } from './harness/readers.js'
import type { Round, Run } from './harness/run.js'

const killsARound = 25
const longestMilliseconds = 15
const longestMicroseconds = 80

/** At full speed. The successor may be there already, or come when the victim is dead. */
async function killAtRandom(round: Round, readers: Readers, victim: Reader, next: Reader) {
  if (round.random.chance(0.5)) await next.goes()
  const end = performance.now() + round.random.below(longestMilliseconds * 1000) / 1000
  do {
    for (let left = round.random.below(20); left > 0 && readers.send(); left--);
    await sleep(0)
  } while (performance.now() < end)
  await victim.killed()
}

/** Sends to a reader that sleeps in msgrcv, and kills it as the kernel hands the message over. */
async function killAtHandOver(round: Round, readers: Readers, victim: Reader) {
  const asleep = () => sleepers('msgrcv', victim.program.pid) > 0
  await until('the reader sleeps', () => readers.queue.stat().messages === 0 && asleep(), 60)
  if (!readers.send()) throw new Error('an empty queue is full')
  spin(round.random.below(longestMicroseconds))
  await victim.killed()
}

async function chainOfKills(round: Round, kills: number) {
  const framed = round.number % 3 === 2
  const readers = new Readers(round, privateQueue(round), framed)
  let victim = readers.start('handle')
  await victim.goes()
  for (let kill = 0; kill < kills; kill++) {
    const next = readers.start('handle')
    await next.program.says('ready')
    if (kill % 2 === 0) await killAtRandom(round, readers, victim, next)
    else await killAtHandOver(round, readers, victim)
    await next.goes()
    victim = next
  }
  await readers.finish(victim)

  const { missing, torn, again } = readers.account()
  const handled = readers.sent - missing.length
  round.tally.add({ sent: readers.sent, handled, lost: missing.length, twice: again, torn })
  if (missing.length + torn > 0) round.fail(`missing ${missing}; ${torn} torn`)
  const most = Math.max(...readers.cameAgain())
  if (most > maxInFlight) round.fail(`${most} of one reader came again`)
  if (framed && readers.all.some(({ handled }) => handled.some((one) => !one.lengthCertain))) {
    round.fail('a framed message of which the length is not certain')
  }
  return most
}

export const readerKilled: Fault = {
  name: 'reader-killed',
  title: `kill -9 of a reader, half of them at the hand-over: 0 lost, 0 torn, at most ${maxInFlight} again`,
  count: 1000,
  unit: 'kills',
  async run(run: Run) {
    let most = 0
    await run.each(Math.ceil(run.count / killsARound), async (round) => {
      const kills = Math.min(killsARound, run.count - round.number * killsARound)
      most = Math.max(most, await chainOfKills(round, kills))
    })
    run.tally.notes.push(`at most ${most} again a kill`)
  },
}
