/** Workers that are killed at any moment under load: the size is restored, and the losses are known. */
import { randomInt } from 'node:crypto'
import t, { type Test } from 'tap'
import { ledgerDirectory, ledgers } from '../support/ledgers.js'
import { privateQueue } from '../support/queue.js'
import { until } from '../support/until.js'
import { generator } from './fixtures/random.js'
import { account, NumberedLoad } from './numbered.js'
import { Handled, PoolChild } from './pool-child.js'

t.setTimeout(180_000)

const size = 4

/** Kills workers at any moment while they handle messages; what of these was handled, by then and at the end. */
async function killWorkers(t: Test, kills: number, directory = '') {
  const seed = randomInt(2 ** 32)
  const random = generator(seed)
  t.comment(`seed ${seed}`)
  const queue = privateQueue(t, { maxBytes: 4096 })
  const handled = new Handled(t)
  const worker = ['pool-taking', queue.id, handled.path, 0, 1, directory]
  const pool = new PoolChild(t, worker, { size, restartIntensity: 1_000_000 })
  await pool.running()

  // The queue is full most of the time.
  const load = new NumberedLoad(queue)

  const killed = new Set<number>()
  while (killed.size < kills) {
    const moment = load.sent + (random() % 200)
    await until('so many are sent', () => load.sent >= moment)
    // Sometimes several at once, and sometimes one that has hardly begun.
    for (const pid of pool.left()) {
      if (random() % size > 0 || killed.has(pid) || killed.size === kills) continue
      process.kill(pid, 'SIGKILL')
      killed.add(pid)
    }
    if (random() % 2 === 0) continue
    await until('they have ended', () => pool.count('exit') === killed.size)
    await until('the size is restored', () => pool.ready().length === size)
  }
  await until('all have ended', () => pool.count('exit') === kills)
  await until('the size is restored', () => pool.ready().length === size)
  t.equal(pool.count('restart'), kills)
  t.equal(pool.left().length, size)

  await load.end()
  const { sent } = load
  await until('what is queued is handled', () => queue.stat().messages === 0)
  const ofDead = () => account(sent, handled.numbers()).missing.length
  if (directory) await until('what the dead have left is handled', () => ofDead() === 0)
  pool.child.kill('SIGTERM')
  t.match(await pool.child.ends(20), { code: 0, signal: null })
  t.equal(pool.count('exit'), kills + size)
  t.same(pool.left(), [], 'no worker is left')

  const { missing, twice } = account(sent, handled.numbers())
  t.comment(`${sent} sent, ${missing.length} lost, ${twice.length} handled again`)
  return { missing, twice }
}

t.test('200 workers are killed while they handle messages', async (t) => {
  const kills = 200
  const { missing, twice } = await killWorkers(t, kills)
  t.same(twice, [])
  // What it had in hand, and what its thread had just taken.
  t.ok(missing.length <= 2 * kills, `${missing.length} lost`)
})

t.test('60 workers are killed that acknowledge: nothing is lost', async (t) => {
  const kills = 60
  const directory = ledgerDirectory(t)
  const { missing, twice } = await killWorkers(t, kills, directory)
  t.same(missing, [])
  // The one that it had in hand.
  t.ok(twice.length <= kills, `${twice.length} handled again`)
  t.same(ledgers(directory), [])
})
