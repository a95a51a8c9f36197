import { randomUUID } from 'node:crypto'
import { rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import t from 'tap'
import { Heartbeat } from '../../../lib/pool/heartbeat.js'
import { until } from '../../support/until.js'
import { makePool, pids, whole } from './support.js'

const watched = { heartbeatInterval: 50, heartbeatTimeout: 300 }

t.test('a worker that computes without a pause is killed and replaced', async (t) => {
  const marker = join(tmpdir(), randomUUID())
  t.teardown(() => rmSync(marker, { force: true }))
  const test = makePool(t, 'busy-once', { ...watched, size: 2, args: [1, marker] })
  const { pool } = test
  await pool.start()
  const before = pids(test)
  await until('it is found', () => test.of('hung').length === 1)
  await until('it is started again', () => test.of('restart').length === 1)
  await whole(test)
  const after = pids(test)
  t.equal(after[0], before[0], 'the other one stays')
  t.not(after[1], before[1])
  t.match(test.of('hung'), [{ worker: 1, pid: before[1] }])
  t.ok(Number(test.of('hung')[0]?.silent) >= 300)
  t.match(test.of('exit'), [{ signal: 'SIGKILL', expected: false, killed: 'hung' }])
  t.equal(pool.stats().hung, 1)
  t.equal(pool.stats().crashed, 1)
})

t.test('a worker that is stopped with SIGSTOP is hung as well', async (t) => {
  const test = makePool(t, 'idle', watched)
  await test.pool.start()
  process.kill(Number(pids(test)[0]), 'SIGSTOP')
  await until('it is killed', () => test.of('exit').length === 1)
  t.match(test.of('exit'), [{ killed: 'hung' }])
})

t.test('a pool that was busy itself does not take its workers for hung', async (t) => {
  const test = makePool(t, 'idle', { ...watched, size: 2 })
  await test.pool.start()
  const end = performance.now() + 4 * watched.heartbeatTimeout
  while (performance.now() < end);
  let beats = 0
  await until('it has looked a few times', () => ++beats > 100)
  t.same(test.of('hung'), [])
})

t.test('with Infinity nobody is watched', async (t) => {
  let silent = false
  const heartbeat = new Heartbeat(1, Number.POSITIVE_INFINITY, () => {
    silent = true
  })
  for (let i = 0; i < 50; i++) await new Promise((resolve) => setTimeout(resolve, 1))
  heartbeat.stop()
  t.notOk(silent)
})

t.test('a pool that does not listen does not hear each heartbeat later', async (t) => {
  const test = makePool(t, 'talks', { heartbeatInterval: 1, counted: true })
  const { pool } = test
  await pool.start()
  // What it says meanwhile fills the channel, and no heartbeat is added.
  const end = performance.now() + 500
  while (performance.now() < end);
  await until('what it says is over', () => test.stdout.lines.includes('[Worker 0] said'))
  await pool.stop()
  t.match(test.of('exit'), [{ code: 0, messages: 0 }])
})
