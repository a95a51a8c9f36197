/** However a process or a thread ends that reads acknowledged: what it has not acknowledged comes again. */
import { privateQueue } from '../support/queue.js'
import { until } from '../support/until.js'
import { type EndingWay, endingWays } from './fixtures/ends-acknowledging.js'
import { Account } from './harness/account.js'
import type { Fault } from './harness/fault.js'
import { ledgerDirectory, ledgersIn } from './harness/ledgers.js'
import { randomlySized } from './harness/message.js'
import { Program } from './harness/program.js'
import type { Round, Run } from './harness/run.js'

const repetitions = 4
const messages = 30

/** Numbers that it said with this word. */
function said(program: Program, word: string): number[] {
  return program.lines.flatMap((line) => {
    const [first, number] = line.split(' ')
    return first === word && number !== undefined ? [Number(number)] : []
  })
}

async function oneEnd(round: Round, way: EndingWay): Promise<void> {
  const queue = privateQueue(round)
  const directory = ledgerDirectory(round)
  const program = Program.node(round, 'ends-acknowledging', [queue.id, directory, way])
  for (let number = 0; number < messages; number++) {
    const text = randomlySized(number, round.random, 2000)
    // The reader takes no more than its share, and the queue holds the rest.
    await until('there is room', () => queue.trySend(text) || program.lines.length > 8)
  }
  if (!way.includes('in the handler')) {
    await program.says('begun')
    if (way.startsWith('SIGTERM')) program.kill('SIGTERM')
    else program.tell('end')
  }
  await program.ends(20)
  const acknowledged = said(program, 'acknowledged')
  const handled = said(program, 'handled')
  const sent = queue.stat().messages

  // Who comes next.
  const account = new Account()
  const options = { acknowledge: true, ledgerDirectory: directory } as const
  const stream = queue.createReadStream(options)
  round.teardown(() => stream.destroy())
  stream.on('error', (error) => round.fail(`${way}: ${error.message}`))
  const closed = new Promise((resolve) => stream.once('close', resolve))
  const attempts = new Map<number, number>()
  stream.on('data', (message) => {
    const number = account.take(message.data)
    if (number !== undefined) attempts.set(number, message.attempts)
    message.ack()
  })
  const total = messages - acknowledged.length
  await until(`${total} come again`, () => account.handled >= total)
  await until('no orphan is left', () => ledgersIn(directory) === 1)
  stream.stop()
  await closed

  const missing = account.missing(messages).filter((number) => !acknowledged.includes(number))
  const { torn, twice } = account
  round.tally.add({ sent: messages, handled: account.handled, lost: missing.length, twice, torn })
  const again = acknowledged.filter((number) => attempts.has(number))
  const uncounted = handled.filter((number) => attempts.get(number) !== 2)
  if (missing.length + torn + twice + again.length + uncounted.length > 0) {
    round.fail(
      `${way}: missing ${missing}, torn ${torn}, twice ${twice}, acknowledged and again ${again}, ` +
        `not told to be the second time ${uncounted}; ${sent} were left in the queue`,
    )
  }
  if (ledgersIn(directory) + queue.stat().messages > 0) round.fail(`${way}: something is left`)
}

export const acknowledgedExits: Fault = {
  name: 'acknowledged-exits',
  title: 'every way to end a process or a thread that reads acknowledged: 0 lost',
  count: endingWays.length * repetitions,
  unit: 'ends',
  async run(run: Run) {
    await run.each(run.count, (round) =>
      oneEnd(round, endingWays[round.number % endingWays.length] as EndingWay),
    )
    run.tally.notes.push(`${endingWays.length} ways`)
  },
}
