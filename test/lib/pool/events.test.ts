import { subscribe, unsubscribe } from 'node:diagnostics_channel'
import t from 'tap'
import type { PoolDiagnostics, PoolEventOf } from '../../../lib/index.js'
import { until } from '../../support/until.js'
import { makePool, pids, whole } from './support.js'

t.test('each event is told by its name, as "event", and on its channel', async (t) => {
  const test = makePool(t, 'idle')
  const { pool } = test
  const published: unknown[] = []
  const listen = (event: unknown) => published.push(event)
  const names = ['spawn', 'ready', 'stop', 'exit'] as const
  for (const name of names) subscribe(`sysvmq:pool:${name}`, listen)
  t.teardown(() => {
    for (const name of names) unsubscribe(`sysvmq:pool:${name}`, listen)
  })
  const exits: PoolEventOf<'exit'>[] = []
  pool.on('exit', (event) => exits.push(event))
  await pool.start()
  const [pid] = pids(test)
  await pool.stop()

  t.same(test.names(), names)
  t.ok(test.events.every(({ time }) => time instanceof Date))
  t.same(exits, test.of('exit'))
  t.same(exits.map(Object.keys), [
    ['event', 'worker', 'pid', 'code', 'signal', 'expected', 'killed', 'after', 'messages', 'time'],
  ])
  t.match(exits, [{ worker: 0, pid, code: 0, messages: 0 }])
  t.same(
    published,
    test.events.map((event) => ({ pool, ...event })),
  )
  // Also for the compiler.
  const exit = published[3] as PoolDiagnostics['sysvmq:pool:exit']
  t.equal(exit.pool, pool)
  t.equal(exit.killed, null)
})

t.test('events are good for a log as they are', async (t) => {
  const test = makePool(t, 'idle')
  await test.pool.start()
  const { time, ...ready } = JSON.parse(JSON.stringify(test.of('ready')[0]))
  t.same(Object.keys(ready), ['event', 'worker', 'pid', 'after'])
  t.match(time, /^\d{4}-\d\d-\d\dT/)
})

t.test('a worker that grows too large is replaced', async (t) => {
  const limit = 600 * 1024 * 1024
  const test = makePool(t, 'grows', {
    args: [limit],
    heartbeatInterval: 20,
    maxMemory: limit,
    recycleJitter: 0.2,
  })
  const { pool } = test
  await pool.start()
  const [first] = pids(test)
  t.ok(Number(pool.stats().workers[0]?.memory) > 1024 * 1024)
  t.same(test.of('recycle'), [])
  process.kill(Number(first), 'SIGUSR2')
  await until('it has ended', () => test.of('exit').length === 1)
  t.match(test.of('recycle'), [{ reason: 'memory', pid: first }])
  const [recycle] = test.of('recycle')
  t.ok(Number(recycle?.value) >= Number(recycle?.limit))
  t.ok(Number(recycle?.limit) >= limit * 0.8 && Number(recycle?.limit) <= limit)
  t.match(test.of('exit'), [{ code: 0, expected: true }])
  await whole(test)
  t.equal(pool.stats().recycled, 1)
})

t.test(
  'a successor that can not start leaves a large worker at work, and is tried again',
  async (t) => {
    const test = makePool(t, 'alone', { maxMemory: 1, heartbeatInterval: 20, restartDelay: 5 })
    const { pool } = test
    await pool.start()
    const before = pids(test)
    await until('three have failed', () => test.of('exit').length === 3)
    t.equal(pool.stats().workers[0]?.pid, before[0])
    t.equal(test.of('recycle').length, 1)
    t.same(test.of('restart'), [])
    await pool.stop()
  },
)

t.test('the figures of a pool', async (t) => {
  const test = makePool(t, 'idle', { size: 2 })
  const { pool } = test
  t.same(pool.stats(), {
    state: 'idle',
    size: 2,
    ready: 0,
    workers: [],
    spawned: 0,
    crashed: 0,
    restarted: 0,
    hung: 0,
    recycled: 0,
    messages: 0,
  })
  await pool.start()
  const { workers } = pool.stats()
  t.match(workers, [
    { worker: 0, state: 'ready', messages: 0, pid: Number, age: Number, memory: Number },
    { worker: 1, state: 'ready' },
  ])
  await pool.stop()
  t.match(pool.stats(), { state: 'stopped', size: 2, ready: 0, workers: [], spawned: 2 })
})
