/** kill -9 of acknowledged readers, at random and at the hand-over: nothing is lost. */
import t from 'tap'
import { ledgerDirectory, ledgers } from '../support/ledgers.js'
import { privateQueue } from '../support/queue.js'
import { sleepers, until } from '../support/until.js'
import { Child } from './child.js'
import { upTo } from './numbered.js'

t.setTimeout(180_000)

const rounds = 12
const maxInFlight = 4

for (const aimed of [false, true]) {
  t.test(`${aimed ? 'at the hand-over' : 'while messages flow'}`, async (t) => {
    const queue = privateQueue(t)
    const directory = ledgerDirectory(t)
    const said: string[] = []
    let sent = 0
    for (let round = 0; round < rounds; round++) {
      const child = new Child(t, 'acknowledging', [queue.id, directory, maxInFlight])
      await child.says('begun')
      await until('asleep', () => sleepers('msgrcv', child.pid) === 1)
      const burst = aimed ? 1 : 10 * round
      for (let i = 0; i < burst; i++) if (queue.trySend(`${sent}`)) sent++
      child.kill('SIGKILL')
      await child.ends()
      said.push(...child.lines)
    }
    const last = new Child(t, 'acknowledging', [queue.id, directory, maxInFlight])
    const seen = () => new Set([...said, ...last.lines].filter((line) => line.startsWith('has ')))
    await until('all', () => seen().size === sent)
    await until('adopted ledgers are gone', () => ledgers(directory).length === 1)
    const numbers = [...said, ...last.lines].filter((line) => line.startsWith('has '))
    t.strictSame(
      [...seen()].map((line) => Number(line.slice(4))).toSorted((a, b) => a - b),
      upTo(sent),
    )
    t.ok(numbers.length - sent <= rounds * maxInFlight, `${numbers.length - sent} twice`)
    t.notOk([...said, ...last.lines].includes('uncertain'), 'text is never uncertain')
  })
}
