import t from 'tap'
import { until } from '../../support/until.js'
import { alive, makePool, pids } from './support.js'

t.test('resize() to 0 and back', async (t) => {
  const test = makePool(t, 'idle', { size: 2 })
  const { pool } = test
  await pool.start()
  const before = pids(test)
  await pool.resize(0)
  t.equal(pool.size, 0)
  t.same(before.filter(alive), [])
  t.same(pids(test), [])
  t.match(test.of('stop'), Array(2).fill({ reason: 'resize' }))
  await pool.reload()
  await pool.resize(3)
  t.same(
    pool.stats().workers.map(({ worker, state }) => [worker, state]),
    [0, 1, 2].map((worker) => [worker, 'ready']),
  )
  t.match(test.of('resize'), [
    { size: 0, error: null },
    { size: 3, error: null },
  ])
  t.match(test.of('exit'), Array(2).fill({ code: 0, expected: true }))
})

t.test('the workers of the highest indices go, the others stay', async (t) => {
  const test = makePool(t, 'idle', { size: 3 })
  await test.pool.start()
  const before = pids(test)
  await test.pool.resize(1)
  t.same(pids(test), before.slice(0, 1))
  await test.pool.resize(1)
  t.same(pids(test), before.slice(0, 1))
})

t.test('changes that are asked for at once are done one after the other', async (t) => {
  const test = makePool(t, 'idle')
  const { pool } = test
  await pool.start()
  await Promise.all([pool.resize(3), pool.reload(), pool.resize(0), pool.resize(2)])
  t.equal(pids(test).length, 2)
  t.equal(pool.size, 2)
  // 1, and 2 more, and 3 that replace them, and 2.
  t.equal(test.of('spawn').length, 8)
})

t.test('a worker that can not start leaves the size as it was', async (t) => {
  const test = makePool(t, 'ends-from', { args: [1] })
  const { pool } = test
  await pool.start()
  await t.rejects(pool.resize(3), { code: 'ERR_WORKER_START' })
  t.equal(pool.size, 1)
  t.equal(pids(test).length, 1)
  t.equal(pool.state, 'running')
  t.match(test.of('resize'), [{ size: 1, error: { code: 'ERR_WORKER_START' } }])
})

t.test('stop() during resize()', async (t) => {
  const test = makePool(t, 'idle')
  const { pool } = test
  await pool.start()
  const resized = t.rejects(pool.resize(2), { name: 'AbortError' })
  await until('it has begun', () => test.of('spawn').length === 2)
  await Promise.all([pool.stop(), resized])
  t.same(pids(test), [])
})

t.test('a pool may start without workers', async (t) => {
  const test = makePool(t, 'idle', { size: 0 })
  await test.pool.start()
  t.equal(test.pool.state, 'running')
  await test.pool.stop()
})

t.test('the size is checked', async (t) => {
  const { pool } = makePool(t, 'idle')
  await t.rejects(pool.resize(-1), { code: 'ERR_INVALID_ARG_VALUE' })
  await t.rejects(pool.resize(1.5), { code: 'ERR_INVALID_ARG_VALUE' })
  // @ts-expect-error not a number
  await t.rejects(pool.resize('2'), { code: 'ERR_INVALID_ARG_TYPE' })
})
