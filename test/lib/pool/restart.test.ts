import childProcess from 'node:child_process'
import { randomUUID } from 'node:crypto'
import { existsSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import t from 'tap'
import { until } from '../../support/until.js'
import { alive, failureOf, makePool, pids, whole } from './support.js'

t.test('a worker that is killed is replaced, and the others go on', async (t) => {
  const test = makePool(t, 'idle', { size: 2 })
  const { pool } = test
  await pool.start()
  const [victim, other] = pids(test)
  process.kill(Number(victim), 'SIGKILL')
  await until('it is started again', () => test.of('restart').length === 1)
  await whole(test)
  const after = pids(test)
  t.not(after[0], victim)
  t.equal(after[1], other)
  t.same(test.names(0), ['spawn', 'ready', 'exit', 'restart', 'spawn', 'ready'])
  t.match(test.of('exit'), [
    { pid: victim, code: null, signal: 'SIGKILL', expected: false, killed: null },
  ])
  t.match(test.of('restart'), [{ worker: 0, delay: 0, recent: 1 }])
  const { spawned, crashed, restarted } = pool.stats()
  t.same({ spawned, crashed, restarted }, { spawned: 3, crashed: 1, restarted: 1 })
})

t.test('a worker that ends by itself is replaced, also with exit code 0', async (t) => {
  const test = makePool(t, 'idle')
  await test.pool.start()
  process.kill(Number(pids(test)[0]), 'SIGTERM')
  await until('it has ended', () => test.of('exit').length === 1)
  t.match(test.of('exit'), [{ code: 0, signal: null, expected: false }])
  await whole(test)
})

t.test('a crash loop ends in giving up: the last lines are named, the others stop', async (t) => {
  const test = makePool(t, 'ends-when', {
    size: 3,
    args: ['1', 1, 'this is why'],
    restartIntensity: 3,
    restartPeriod: 60_000,
  })
  const { pool } = test
  await pool.start()
  const error = await failureOf(pool.finished)
  t.equal(error.code, 'ERR_POOL_GAVE_UP')
  t.equal(
    error.message,
    'the pool gives up: more than 3 workers (restartIntensity) ended within 60000 ms; the last was ' +
      'worker 1, with exit code 1; its last lines on stderr:\n    this is why',
  )
  t.equal(error.worker, 1)
  t.same(error.stderr, ['this is why'])
  t.equal(pool.state, 'failed')
  t.equal(test.of('restart').length, 3)
  t.match(test.of('give-up'), [{ worker: 1, error }])
  for (const worker of [0, 2]) {
    t.same(test.names(worker), ['spawn', 'ready', 'stop', 'exit'])
  }
  t.match(test.of('stop'), Array(2).fill({ reason: 'give-up' }))
  t.same(pids(test), [])
  t.equal(test.stdout.lines.filter((line) => line.endsWith('stops')).length, 2)
  await pool.stop()
})

t.test('giving up while others still start rejects start()', async (t) => {
  const { pool, of } = makePool(t, 'ends-when', {
    size: 2,
    args: ['1', 1, 'why', 'silent'],
    restartIntensity: 1,
  })
  const error = await failureOf(pool.start())
  t.equal(error.code, 'ERR_POOL_GAVE_UP')
  t.equal(await failureOf(pool.finished), error)
  t.equal(of('restart').length, 1)
})

t.test('a script that breaks while the pool runs is tried again, later each time', async (t) => {
  const broken = join(tmpdir(), randomUUID())
  t.teardown(() => rmSync(broken, { force: true }))
  const test = makePool(t, 'ends-if', {
    args: [broken],
    restartDelay: 20,
    restartIntensity: Number.POSITIVE_INFINITY,
  })
  await test.pool.start()
  writeFileSync(broken, '')
  process.kill(Number(pids(test)[0]), 'SIGKILL')
  await until('it has been tried', () => test.of('restart').length === 4)
  t.ok(existsSync(broken))
  rmSync(broken)
  await whole(test)
  for (const [n, { delay }] of test.of('restart').entries()) {
    const whole = 20 * 2 ** n
    t.ok(delay >= whole / 2 && delay <= whole, `${delay} of ${whole}`)
  }
})

t.test('the delay begins anew once a worker has lived long enough', async (t) => {
  const test = makePool(t, 'idle', { restartDelay: 20, restartPeriod: 1 })
  await test.pool.start()
  for (let count = 1; count <= 3; count++) {
    process.kill(Number(pids(test)[0]), 'SIGKILL')
    await until('it is started again', () => test.of('restart').length === count)
    await whole(test)
  }
  t.ok(test.of('restart').every(({ delay, recent }) => delay <= 20 && recent === 1))
})

t.test('stop() while a worker waits to be started again', async (t) => {
  const test = makePool(t, 'idle', { restartDelay: 1_000_000, maxRestartDelay: 1_000_000 })
  await test.pool.start()
  const [pid] = pids(test)
  process.kill(Number(pid), 'SIGKILL')
  await until('it waits', () => test.of('restart').length === 1)
  t.equal(test.pool.stats().ready, 0)
  await test.pool.stop()
  t.notOk(alive(Number(pid)))
  t.equal(test.of('spawn').length, 1)
})

t.test('a signal that could not be sent is no end of the worker', async (t) => {
  const forked = t.capture(childProcess, 'fork', childProcess.fork)
  const test = makePool(t, 'idle')
  await test.pool.start()
  const [call] = forked()
  if (!call || !('returned' in call)) throw new Error('a process was made')
  call.returned.emit('error', new Error('kill EPERM'))
  await new Promise(setImmediate)
  t.equal(test.pool.stats().ready, 1)
  await test.pool.stop()
  t.match(test.of('exit'), [{ code: 0, expected: true }])
})
