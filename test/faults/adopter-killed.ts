/** Who takes over the ledger of a dead reader may die over it, and so may the next. */
import { privateQueue } from '../support/queue.js'
import { sleepers, until } from '../support/until.js'
import { spin } from './harness/clock.js'
import type { Fault } from './harness/fault.js'
import { maxInFlight, type Reader, Readers } from './harness/readers.js'
import type { Round, Run } from './harness/run.js'

/** From the opening of the stream to the last message that it hands over. */
const longestMicroseconds = 6000

/** A reader that dies with all of these, the last of them perhaps in the middle of msgrcv. */
async function leaveBehind(round: Round, readers: Readers, count: number): Promise<void> {
  const victim = readers.start('hold')
  await victim.goes()
  for (let left = count - 1; left > 0; left--) {
    if (!readers.send()) await until('there is room', () => readers.send())
  }
  await victim.handles(count - 1)
  await until('the reader sleeps', () => sleepers('msgrcv', victim.program.pid) > 0)
  readers.send()
  spin(round.random.below(80))
  await victim.killed()
}

async function dieAdopting(round: Round, adopter: Reader): Promise<void> {
  adopter.program.tell('go')
  await adopter.program.says('opening')
  spin(round.random.below(longestMicroseconds))
  await adopter.killed()
}

async function oneRound(round: Round, adopters: number): Promise<void> {
  const readers = new Readers(round, privateQueue(round))
  const doomed = Array.from({ length: adopters }, () => readers.start('hold'))
  const last = readers.start('handle')
  await leaveBehind(round, readers, round.random.between(2, maxInFlight))
  await Promise.all([...doomed, last].map(({ program }) => program.says('ready')))

  // It takes what the doomed one has not, and then the rest.
  const together = round.random.chance(0.3)
  const begun = together ? last.goes() : undefined
  begun?.catch(() => {})
  for (const adopter of doomed) await dieAdopting(round, adopter)
  // From then on it has a ledger of its own, by which finish() knows that no other is left.
  await (begun ?? last.goes())
  await readers.finish(last)

  const { missing, torn, again } = readers.account()
  const handled = readers.sent - missing.length
  round.tally.add({ sent: readers.sent, handled, lost: missing.length, twice: again, torn })
  if (missing.length + torn > 0) round.fail(`missing ${missing}; ${torn} torn`)
  // It alone has all of them, because nobody else acknowledges: once, and in order.
  const numbers = last.handled.map(({ number }) => number)
  const inOrder = numbers.every((number, index) => number === index)
  const complete = new Set(numbers).size === readers.sent && numbers.length === readers.sent
  if (!complete || (!together && !inOrder)) round.fail(`the last one had ${numbers}`)
}

export const adopterKilled: Fault = {
  name: 'adopter-killed',
  title: 'kill -9 of the adopter while it adopts: 0 lost, in the order received',
  count: 200,
  unit: 'kills',
  async run(run: Run) {
    let left = run.count
    const rounds: number[] = []
    // Two that die over the same ledger, or one.
    for (; left > 0; left -= rounds.at(-1) ?? 0) rounds.push(left > 1 && rounds.length % 2 ? 2 : 1)
    await run.each(rounds.length, (round) => oneRound(round, rounds[round.number] ?? 1))
  },
}
