/** Whatever a caller passes, a function does it or refuses it by an error that has a code. */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { MessageQueue } from '../../lib/index.js'
import { sanitizerRuntimes } from './harness/build.js'
import type { Fault } from './harness/fault.js'
import { temporaryFolder } from './harness/folder.js'
import { ledgerDirectory } from './harness/ledgers.js'
import { Program } from './harness/program.js'
import type { Round, Run } from './harness/run.js'
import { sanitizerEnv } from './harness/sanitizers.js'

const callsARound = 1000

async function oneRound(round: Round, count: number, folder: string, runtimes: string) {
  const path = join(folder, String(round.number))
  const args = [count, round.random.next(), path, ledgerDirectory(round)]
  const env = sanitizerEnv(runtimes)
  const program = Program.node(round, 'bad-input', args, { sanitized: true, env })
  const { code, signal } = await program.ends(300)
  for (const line of program.lines) {
    if (line.startsWith('untyped')) round.fail(line)
  }
  if (code !== 0) {
    const [id, ...call] = readFileSync(path, 'utf8').trim().split(' ')
    round.fail(`ended with ${code ?? signal} in ${call.join(' ')}: ${program.last()}`)
    await MessageQueue.attach(Number(id)).remove()
    return { done: 0, refused: 0 }
  }
  const outcomes: { done: number; refused: number } = JSON.parse(await program.says('outcomes'))
  return outcomes
}

export const badInput: Fault = {
  name: 'bad-input',
  title: 'anything at all, with the addon under ASan and UBSan: 0 crashes, errors with codes only',
  count: 20_000,
  unit: 'calls',
  sanitized: true,
  async run(run: Run) {
    const folder = await temporaryFolder(run)
    const runtimes = await sanitizerRuntimes()
    const total = { done: 0, refused: 0 }
    await run.each(Math.ceil(run.count / callsARound), async (round) => {
      const left = run.count - round.number * callsARound
      const { done, refused } = await oneRound(round, Math.min(callsARound, left), folder, runtimes)
      total.done += done
      total.refused += refused
    })
    run.tally.notes.push(`${total.refused} refused, ${total.done} done`)
    if (total.refused + total.done !== run.count) run.fail('not all of them came to an end')
  },
}
