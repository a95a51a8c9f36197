import t from 'tap'
import { until } from '../../support/until.js'
import { alive, makePool, pids } from './support.js'

/** The pid that a stubborn worker says. */
async function grandchild({ stdout }: ReturnType<typeof makePool>): Promise<number> {
  const said = () => /started (\d+)/.exec(stdout.text)?.[1]
  await until('it has started a process', () => said() !== undefined)
  return Number(said())
}

t.test('what does not stop in time is killed, and what it has started as well', async (t) => {
  const test = makePool(t, 'stubborn', { stopTimeout: 100 })
  await test.pool.start()
  const started = [...pids(test), await grandchild(test)]
  await test.pool.stop()
  t.match(test.of('exit'), [{ signal: 'SIGKILL', expected: true, killed: 'stop-timeout' }])
  await until('none is left', () => !started.some(alive))
})

t.test('a busy worker is killed when it is to stop', async (t) => {
  const test = makePool(t, 'stubborn', { stopTimeout: 100, args: ['busy'] })
  await test.pool.start()
  await test.pool.stop()
  t.match(test.of('exit'), [{ signal: 'SIGKILL', killed: 'stop-timeout' }])
})

t.test('a second stop() can hasten the first, and not delay it', async (t) => {
  const test = makePool(t, 'stubborn', { stopTimeout: 1_000_000 })
  await test.pool.start()
  const all = [test.pool.stop(), test.pool.stop(), test.pool.stop({ timeout: 0 })]
  await Promise.all(all)
  t.equal(test.of('stop').length, 1)
  t.match(test.of('exit'), [{ signal: 'SIGKILL', killed: 'stop-timeout' }])

  const other = makePool(t, 'stubborn', { stopTimeout: 100 })
  await other.pool.start()
  const stopped = other.pool.stop()
  other.pool.stop({ timeout: 1_000_000 })
  await stopped
})

t.test('a process that has the pipes of a worker does not hold up the stop', async (t) => {
  // It starts one that stays, and ends.
  const test = makePool(t, 'leaves-behind', { stopTimeout: 0, restartDelay: 1_000_000 })
  await test.pool.start()
  const left = await grandchild(test)
  t.teardown(() => process.kill(left, 'SIGKILL'))
  await until('the worker has ended', () => test.of('exit').length === 1)
  await test.pool.stop()
  t.equal(test.pool.state, 'stopped')
  t.ok(alive(left))
})

t.test('the timeout is checked', async (t) => {
  const { pool } = makePool(t, 'idle')
  await t.rejects(pool.stop({ timeout: -1 }), { code: 'ERR_INVALID_ARG_VALUE' })
  // @ts-expect-error not StopOptions
  await t.rejects(pool.stop(5), { code: 'ERR_INVALID_ARG_TYPE' })
  await pool.stop()
  t.equal(pool.state, 'stopped')
  await pool.finished
})
