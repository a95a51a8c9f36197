/** However a process or a worker thread ends: what it had not acknowledged is delivered again, in order. */
import t from 'tap'
import { ledgerDirectory, ledgers, take, texts } from '../support/ledgers.js'
import { privateQueue } from '../support/queue.js'
import { until } from '../support/until.js'
import { Child } from './child.js'

t.setTimeout(120_000)

const sent = 12
const ways: { way: string; code?: number; signal?: NodeJS.Signals }[] = [
  { way: 'process.exit()', code: 7 },
  { way: 'an uncaught throw', code: 1 },
  { way: 'SIGTERM with a handler', code: 7 },
  { way: 'process.abort()', signal: 'SIGABRT' },
  { way: 'SIGKILL', signal: 'SIGKILL' },
  { way: 'destroy() and a natural end', code: 0 },
  { way: 'a natural end', code: 0 },
  { way: 'worker.terminate()', code: 0 },
  { way: 'worker, and process.exit()', code: 7 },
]

for (const { way, code = null, signal = null } of ways) {
  t.test(way, async (t) => {
    const queue = privateQueue(t)
    const directory = ledgerDirectory(t)
    for (let i = 0; i < sent; i++) queue.trySend(`${i}`)
    const child = new Child(
      t,
      'acknowledging-ends',
      [way, queue.id, directory],
      way === 'process.exit()',
    )
    await child.says('begun')
    await until('eight are handed out', () => child.lines.filter(has).length === 8)
    await until('and four read ahead', () => queue.stat().messages === 0)
    if (way.startsWith('SIG')) child.kill(way.startsWith('SIGKILL') ? 'SIGKILL' : 'SIGTERM')
    else child.tell('end')
    t.match(await child.ends(5), { code, signal }, child.complaints)

    const done = child.lines.filter((line) => line.startsWith('done ')).map(numberOf)
    const handed = child.lines.filter(has).map(numberOf)
    const stream = queue.createReadStream({ acknowledge: true, ledgerDirectory: directory })
    t.teardown(() => stream.destroy())
    const again = await take(stream, sent - done.length)
    t.same(
      texts(again).map(Number),
      [...Array(sent).keys()].filter((number) => !done.includes(number)),
    )
    t.same(
      again.map(({ attempts }) => attempts),
      again.map(({ data }) => (handed.includes(Number(data)) ? 2 : 1)),
    )
    for (const message of again) message.ack()
    stream.destroy()
    t.same(ledgers(directory), [])
  })
}

function has(line: string): boolean {
  return line.startsWith('has ')
}

function numberOf(line: string): number {
  return Number(line.split(' ')[1])
}
