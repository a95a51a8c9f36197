/** The process of a pool is gone: its workers stop in order, and within the stop time. */
import { readdirSync } from 'node:fs'
import t, { type Test } from 'tap'
import { alive } from '../lib/pool/support.js'
import { until } from '../support/until.js'
import { PoolChild, temporaryDirectory } from './pool-child.js'

/** A pool of two, which is running; and the pids of its workers. */
async function start(t: Test, args: string[], options: object, counted = false) {
  const pool = new PoolChild(t, ['pool-worker', ...args], { size: 2, ...options }, counted)
  await pool.running()
  const pids = pool.ready()
  t.equal(pids.filter(alive).length, 2)
  return { child: pool.child, pids }
}

for (const what of ['idle', 'prints', 'logs']) {
  t.test(`parent killed with -9: workers that are ${what} stop in order`, async (t) => {
    const path = temporaryDirectory(t)
    // What kills them otherwise would come after the test.
    const { child, pids } = await start(t, [what, path], { stopTimeout: 1_000_000 }, true)
    child.kill('SIGKILL')
    await until('none is left', () => !pids.some(alive))
    t.same(readdirSync(path).toSorted(), pids.map(String).toSorted(), 'each has stopped in order')
  })
}

t.test('parent killed with -9: workers that compute without a pause are killed', async (t) => {
  const { child, pids } = await start(t, ['busy'], { stopTimeout: 200 })
  child.kill('SIGKILL')
  await until('none is left', () => !pids.some(alive))
})

t.test('parent killed with -9 while its workers start', async (t) => {
  const path = temporaryDirectory(t)
  const options = { size: 2, stopTimeout: 1_000_000 }
  const pool = new PoolChild(t, ['pool-worker', 'late', path], options, true)
  await until('they start', () => pool.count('spawn') === 2)
  pool.child.kill('SIGKILL')
  const pids = pool.pids('spawn')
  await until('none is left', () => !pids.some(alive))
  t.same(readdirSync(path).toSorted(), pids.map(String).toSorted(), 'each has stopped in order')
})

t.test('parent killed with -9 while a worker is stopped with SIGSTOP', async (t) => {
  const { child, pids } = await start(t, ['idle'], { stopTimeout: 200 })
  for (const pid of pids) process.kill(pid, 'SIGSTOP')
  child.kill('SIGKILL')
  for (const pid of pids) process.kill(pid, 'SIGCONT')
  await until('none is left', () => !pids.some(alive))
})
