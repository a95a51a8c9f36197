/** A message that kills whoever handles it goes to the dead letters, and the others are handled. */
import { privateQueue } from '../support/queue.js'
import { until } from '../support/until.js'
import { maxAttempts } from './fixtures/poisoned.js'
import type { Fault } from './harness/fault.js'
import { ledgerDirectory } from './harness/ledgers.js'
import { numbered, numberOf } from './harness/message.js'
import { Program } from './harness/program.js'
import type { Round, Run } from './harness/run.js'

const messages = 10

async function oneRound(round: Round): Promise<void> {
  const queue = privateQueue(round)
  const deadLetters = privateQueue(round)
  const directory = ledgerDirectory(round)
  const poison = round.random.below(messages)
  for (let number = 0; number < messages; number++) {
    if (!queue.trySend(numbered(number, 1000), 7)) throw new Error('no room')
  }

  const handled: number[] = []
  let kills = 0
  let attempts: string | undefined
  while (attempts === undefined) {
    const args = [queue.id, deadLetters.id, directory, poison]
    const program = Program.node(round, 'poisoned', args)
    const over = () => handled.length + numbersOf(program).length === messages - 1
    const buried = () => program.lines.some((line) => line.startsWith('dead'))
    let ended = false
    const end = program.ends().then(() => {
      ended = true
    })
    await until('it is dead, or over', () => ended || (buried() && over()))
    program.kill('SIGKILL')
    await end
    handled.push(...numbersOf(program))
    attempts = program.lines.find((line) => line.startsWith('dead'))?.slice('dead '.length)
    if (attempts === undefined && ++kills > maxAttempts) {
      return round.fail(`still delivered after ${kills} kills`)
    }
  }

  const dead = deadLetters.tryReceive()
  const number = dead ? numberOf(dead.data) : undefined
  const others = new Set(handled)
  round.tally.add({
    sent: messages,
    handled: others.size + (number === poison ? 1 : 0),
    lost: messages - 1 - others.size + (number === poison ? 0 : 1),
    twice: handled.length - others.size,
  })
  round.tally.notes.push(`dead after ${kills} kills`)
  const good = number === poison && dead?.type === 7 && dead.data.length === 1000
  if (!good || deadLetters.stat().messages > 0) round.fail(`the dead letter is number ${number}`)
  if (kills !== maxAttempts || attempts !== String(maxAttempts)) {
    round.fail(`${kills} kills, ${attempts} attempts`)
  }
  if (others.size !== messages - 1 || handled.length !== others.size) {
    round.fail(`handled: ${handled}`)
  }
}

function numbersOf(program: Program): number[] {
  return program.lines.flatMap((line) =>
    line.startsWith('handled ') ? [Number(line.slice('handled '.length))] : [],
  )
}

export const poison: Fault = {
  name: 'poison',
  title: `a message that kills its handler: at the dead letters after ${maxAttempts}, others handled`,
  count: 1,
  unit: 'message',
  run: (run: Run) => run.each(run.count, oneRound),
}
