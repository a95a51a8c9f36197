import t, { type Test } from 'tap'
import type { PoolSignal } from '../../../lib/index.js'
import { until } from '../../support/until.js'
import { makePool, pids } from './support.js'

const all: PoolSignal[] = ['SIGTERM', 'SIGINT', 'SIGHUP', 'SIGTTIN', 'SIGTTOU']

function listeners(): number[] {
  return all.map((signal) => process.listeners(signal).length)
}

/** This process is the pool's: it has the signals. */
function send(signal: PoolSignal): void {
  process.kill(process.pid, signal)
}

/** A pool that handles all signals, and as many listeners after the test as before. */
async function start(t: Test, script = 'idle', args: number[] = []) {
  const before = listeners()
  const test = makePool(t, script, { args, signals: true })
  await test.pool.start()
  t.same(
    listeners(),
    before.map((count) => count + 1),
  )
  return {
    ...test,
    async over(): Promise<void> {
      await test.pool.finished
      t.same(listeners(), before)
    },
  }
}

for (const signal of ['SIGTERM', 'SIGINT'] as const) {
  t.test(`${signal} stops the pool in order`, async (t) => {
    const { over, of } = await start(t)
    send(signal)
    await over()
    t.match(of('exit'), [{ code: 0, expected: true }])
  })

  t.test(`a second ${signal} stops it at once`, async (t) => {
    const { over, of, pool } = await start(t, 'stubborn')
    send(signal)
    await until('it stops', () => pool.state === 'stopping')
    t.same(of('exit'), [])
    send(signal)
    await over()
    t.match(of('exit'), [{ signal: 'SIGKILL', killed: 'stop-timeout' }])
  })
}

t.test('SIGHUP reloads', async (t) => {
  const test = await start(t)
  const before = pids(test)
  send('SIGHUP')
  await until('it is done', () => test.of('reload').length === 1)
  t.not(pids(test)[0], before[0])
  await test.pool.stop()
  await test.over()
})

t.test('SIGTTIN adds a worker, SIGTTOU takes one away, down to none', async (t) => {
  const test = await start(t)
  const { pool, of } = test
  send('SIGTTIN')
  await until('there are two', () => of('resize').length === 1)
  t.equal(pids(test).length, 2)
  for (const [left, count] of [
    [1, 2],
    [0, 3],
    [0, 4],
  ]) {
    send('SIGTTOU')
    await until('it is done', () => of('resize').length === count)
    t.equal(pids(test).length, left)
  }
  await pool.stop()
  await test.over()
})

t.test('what fails by a signal is told as an event', async (t) => {
  const { of, pool, over } = await start(t, 'ends-from', [1])
  send('SIGTTIN')
  await until('it has failed', () => of('resize').length === 1)
  t.match(of('resize'), [{ size: 1, error: { code: 'ERR_WORKER_START' } }])
  send('SIGHUP')
  await until('it is done', () => of('reload').length === 1)
  await pool.stop()
  await over()
})

t.test('without the option no signal is handled', async (t) => {
  const before = listeners()
  const { pool } = makePool(t, 'idle')
  await pool.start()
  t.same(listeners(), before)
})

t.test('only those that are named are handled', async (t) => {
  const before = listeners()
  const { pool } = makePool(t, 'idle', { signals: ['SIGHUP'] })
  await pool.start()
  t.same(
    listeners(),
    before.map((count, i) => count + (all[i] === 'SIGHUP' ? 1 : 0)),
  )
  await pool.stop()
  t.same(listeners(), before)
})
