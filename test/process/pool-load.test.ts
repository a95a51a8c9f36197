/** What does not kill a worker loses nothing, whatever the load. */
import t, { type Test } from 'tap'
import type { PoolEvent } from '../../lib/index.js'
import { privateQueue } from '../support/queue.js'
import { until } from '../support/until.js'
import { account, allOnce, NumberedLoad } from './numbered.js'
import { Handled, PoolChild } from './pool-child.js'

t.setTimeout(120_000)

/** Sends all the time while this is done to the pool; all that was sent must be handled then. */
async function underLoad(t: Test, options: object, act: (pool: PoolChild) => Promise<void>) {
  const queue = privateQueue(t, { maxBytes: 4096 })
  const handled = new Handled(t)
  const pool = new PoolChild(t, ['pool-taking', queue.id, handled.path, 64], {
    size: 2,
    ...options,
  })
  await pool.running()
  const load = new NumberedLoad(queue)
  await act(pool)
  await load.end()
  await until('what is queued is taken', () => queue.stat().messages === 0)
  pool.child.kill('SIGTERM')
  t.match(await pool.child.ends(20), { code: 0, signal: null })
  t.same(pool.left(), [])
  t.strictSame(account(load.sent, handled.numbers()), allOnce, `${load.sent} sent`)
}

const has = (pool: PoolChild, event: PoolEvent['event'], count: number) =>
  until(`${count} x ${event}`, () => pool.count(event) === count)

t.test('a reload under load drops nothing', async (t) => {
  await underLoad(t, {}, async (pool) => {
    for (let reloads = 1; reloads <= 5; reloads++) {
      pool.child.kill('SIGHUP')
      await has(pool, 'reload', reloads)
    }
    t.equal(pool.count('exit'), 10)
  })
})

t.test('a resize under load drops nothing', async (t) => {
  await underLoad(t, {}, async (pool) => {
    for (const [i, signal] of (
      ['SIGTTIN', 'SIGTTOU', 'SIGTTOU', 'SIGTTOU', 'SIGTTIN'] as const
    ).entries()) {
      pool.child.kill(signal)
      await has(pool, 'resize', i + 1)
    }
    t.equal(pool.ready().length, 1)
  })
})

t.test('recycling under load drops nothing', async (t) => {
  await underLoad(t, { maxMessages: 500 }, async (pool) => {
    await until('a few are replaced', () => pool.count('exit') >= 8)
  })
})

t.test('a SIGTERM to a worker under load drops nothing', async (t) => {
  await underLoad(t, { restartIntensity: 1000 }, async (pool) => {
    for (let ends = 1; ends <= 5; ends++) {
      process.kill(Number(pool.ready()[0]), 'SIGTERM')
      await has(pool, 'exit', ends)
      await until('the size is restored', () => pool.ready().length === 2)
    }
  })
})
