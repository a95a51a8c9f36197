/** Whatever has become of a ledger, the reader that finds it goes on, and delivers what was sent. */
import { readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { privateQueue } from '../support/queue.js'
import { until } from '../support/until.js'
import { loggedIn } from './fixtures/handled-log.js'
import { sanitizerRuntimes } from './harness/build.js'
import type { Fault } from './harness/fault.js'
import { temporaryFolder } from './harness/folder.js'
import { ledgerDirectory } from './harness/ledgers.js'
import { numbered } from './harness/message.js'
import { Program } from './harness/program.js'
import type { Round, Run } from './harness/run.js'
import { sanitizerEnv } from './harness/sanitizers.js'

const damagesARound = 500
const slots = 8
const messages = 5

interface Counts {
  readonly whole: number
  readonly refused: number
}

/** Leaves a ledger with messages of several sizes: that of a reader that was killed. */
async function leaveLedger(round: Round, id: number, directory: string, log: string) {
  const args = [id, directory, slots, round.random.next(), log, 'hold']
  const victim = Program.node(round, 'acknowledging', args)
  victim.tell('go')
  await victim.says('begun')
  await until('all are handled', () => loggedIn(log) === messages)
  victim.kill('SIGKILL')
  await victim.ends()
  const [name] = readdirSync(directory)
  if (name === undefined) throw new Error('the reader has left no ledger')
  return name
}

async function oneRound(
  round: Round,
  count: number,
  folder: string,
  runtimes: string,
): Promise<Counts> {
  const queue = privateQueue(round)
  const directory = ledgerDirectory(round)
  const sizes = [16, 17, 1000, 64, 6000]
  for (let number = 0; number < messages; number++) {
    if (!queue.trySend(numbered(number, sizes[number] ?? 100))) throw new Error('no room')
  }
  const log = join(folder, `${round.number}.log`)
  const name = await leaveLedger(round, queue.id, directory, log)
  const whole = join(folder, `${round.number}.ledger`)
  writeFileSync(whole, readFileSync(join(directory, name)))
  rmSync(join(directory, name))

  const args = [queue.id, directory, whole, name, count, round.random.next(), messages]
  const env = sanitizerEnv(runtimes)
  const program = Program.node(round, 'damaged', args, { sanitized: true, env })
  const { code, signal } = await program.ends(60 + count)
  for (const line of program.lines) if (line.startsWith('wrong')) round.fail(line)
  if (code !== 0) {
    round.fail(`ended with ${code ?? signal}: ${program.last()}`)
    return { whole: 0, refused: 0 }
  }
  const counts: Counts = JSON.parse(await program.says('counts'))
  return counts
}

export const damagedLedgers: Fault = {
  name: 'damaged-ledgers',
  title:
    'bit flips, truncations, random files, under ASan and UBSan: 0 crashes, no message invented',
  count: 5000,
  unit: 'ledgers',
  sanitized: true,
  async run(run: Run) {
    const folder = await temporaryFolder(run)
    const runtimes = await sanitizerRuntimes()
    const total = { whole: 0, refused: 0 }
    await run.each(Math.ceil(run.count / damagesARound), async (round) => {
      const count = Math.min(damagesARound, run.count - round.number * damagesARound)
      const counts = await oneRound(round, count, folder, runtimes)
      total.whole += counts.whole
      total.refused += counts.refused
    })
    run.tally.notes.push(`${total.refused} refused, ${total.whole} taken over`)
    if (total.refused + total.whole !== run.count) run.fail('not all of them came to an end')
  },
}
