import { randomUUID } from 'node:crypto'
import { rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import t from 'tap'
import { until } from '../../support/until.js'
import { makePool, pids, type TestPool, whole } from './support.js'

/** The fewest workers that were ready at any event from now on. */
function watchReady({ pool }: TestPool): { fewest: number } {
  const watch = { fewest: pool.stats().ready }
  pool.on('event', () => {
    watch.fewest = Math.min(watch.fewest, pool.stats().ready)
  })
  return watch
}

t.test('each worker is replaced, its successor ready first, one after the other', async (t) => {
  const test = makePool(t, 'idle', { size: 3 })
  const { pool } = test
  await pool.start()
  const before = pids(test)
  const watch = watchReady(test)
  test.events.length = 0
  await pool.reload()
  t.equal(watch.fewest, 3)
  const after = pids(test)
  t.equal(after.length, 3)
  t.notOk(after.some((pid) => before.includes(pid)))
  const one = ['spawn', 'ready', 'stop', 'exit']
  t.same(test.names(), [...one, ...one, ...one, 'reload'])
  t.match(test.of('exit'), Array(3).fill({ code: 0, expected: true }))
  t.match(test.of('reload'), [{ size: 3, error: null }])
})

t.test('a reload() during another one begins after it, and there is one for all', async (t) => {
  const test = makePool(t, 'idle', { size: 2 })
  const { pool } = test
  await pool.start()
  const first = pool.reload()
  await until('it has begun', () => test.of('spawn').length === 3)
  await Promise.all([pool.reload(), pool.reload(), first])
  t.equal(test.of('reload').length, 2)
  t.equal(test.of('spawn').length, 6)
  t.equal(pool.stats().ready, 2)
})

t.test('reload() during start() begins when that is over', async (t) => {
  const test = makePool(t, 'idle')
  await Promise.all([test.pool.start(), test.pool.reload()])
  t.same(test.names(), ['spawn', 'ready', 'spawn', 'ready', 'stop', 'exit', 'reload'])
})

t.test('a successor that can not start leaves the worker where it is', async (t) => {
  const broken = join(tmpdir(), randomUUID())
  t.teardown(() => rmSync(broken, { force: true }))
  const test = makePool(t, 'ends-if', { size: 2, args: [broken] })
  const { pool } = test
  await pool.start()
  const before = pids(test)
  writeFileSync(broken, '')
  await t.rejects(pool.reload(), { code: 'ERR_WORKER_START' })
  t.match(test.of('reload'), [{ error: { code: 'ERR_WORKER_START' } }])
  t.same(pids(test), before)
  t.same(test.of('restart'), [])
  t.equal(pool.state, 'running')
})

t.test('a worker that ends while its successor starts', async (t) => {
  const test = makePool(t, 'idle')
  const { pool } = test
  await pool.start()
  const [pid] = pids(test)
  const reloaded = pool.reload()
  await until('the successor lives', () => test.of('spawn').length === 2)
  process.kill(Number(pid), 'SIGKILL')
  await reloaded
  await whole(test)
  t.same(test.of('restart'), [])
  t.equal(test.of('spawn').length, 2)
  t.equal(pool.stats().crashed, 1)
})

t.test('a worker that ends, and then its successor before it is ready', async (t) => {
  const broken = join(tmpdir(), randomUUID())
  t.teardown(() => rmSync(broken, { force: true }))
  const test = makePool(t, 'ends-if', { args: [broken] })
  const { pool } = test
  await pool.start()
  const [pid] = pids(test)
  const reloaded = t.rejects(pool.reload(), { code: 'ERR_WORKER_START' })
  await until('the successor lives', () => test.of('spawn').length === 2)
  const successor = test.of('spawn')[1]?.pid
  process.kill(Number(successor), 'SIGSTOP')
  process.kill(Number(pid), 'SIGKILL')
  await until('the worker has ended', () => test.of('exit').length === 1)
  process.kill(Number(successor), 'SIGKILL')
  await reloaded
  await whole(test)
  t.equal(test.of('restart').length, 1)
})

t.test('reload() brings back a worker that waits to be started again', async (t) => {
  const test = makePool(t, 'idle', { restartDelay: 1_000_000, maxRestartDelay: 1_000_000 })
  await test.pool.start()
  process.kill(Number(pids(test)[0]), 'SIGKILL')
  await until('it waits', () => test.of('restart').length === 1)
  await test.pool.reload()
  t.equal(test.pool.stats().ready, 1)
})

t.test('stop() during a reload()', async (t) => {
  const test = makePool(t, 'idle', { size: 2 })
  const { pool } = test
  await pool.start()
  const first = t.rejects(pool.reload(), {
    name: 'AbortError',
    message: 'stop() was called before reload() was done',
  })
  await until('it has begun', () => test.of('spawn').length === 3)
  const second = t.rejects(pool.reload(), { name: 'AbortError' })
  await Promise.all([pool.stop(), first, second])
  t.same(pids(test), [])
  t.equal(test.of('spawn').length, 3)
  t.same(test.of('reload'), [])
  await t.rejects(pool.reload(), { code: 'ERR_POOL_STATE' })
})

t.test('stop() while a worker that was replaced stops', async (t) => {
  const test = makePool(t, 'idle', { size: 2 })
  const { pool } = test
  await pool.start()
  const reloaded = t.rejects(pool.reload(), { name: 'AbortError' })
  await until('it stops', () => test.of('stop').length === 1)
  await Promise.all([pool.stop(), reloaded])
  t.equal(test.of('spawn').length, 3, 'the second worker gets no successor')
})
