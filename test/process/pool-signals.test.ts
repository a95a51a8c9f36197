/** Signals to the process of a pool, and how that ends. */
import { execFile } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { promisify } from 'node:util'
import t from 'tap'
import { until } from '../support/until.js'
import { bareNode } from './bare.js'
import { PoolChild } from './pool-child.js'

function processGroup(pid: number): string | undefined {
  // After the name, which may have anything in it: state, ppid, pgrp.
  return readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ').at(-1)?.split(' ')[2]
}

for (const signal of ['SIGTERM', 'SIGINT'] as const) {
  t.test(`${signal}: the workers stop in order, then the process ends with 0`, async (t) => {
    const pool = new PoolChild(t, ['pool-worker', 'idle'], { size: 3 })
    await pool.running()
    pool.child.kill(signal)
    t.match(await pool.child.ends(20), { code: 0, signal: null })
    t.ok(pool.child.lines.includes('finished'))
    t.equal(pool.count('stop'), 3)
    t.equal(pool.count('exit'), 3)
    t.same(pool.left(), [])
  })
}

t.test('the second signal stops at once what the first one could not', async (t) => {
  const pool = new PoolChild(t, ['pool-worker', 'busy'], { size: 2, stopTimeout: 1_000_000 })
  await pool.running()
  pool.child.kill('SIGINT')
  await until('it stops', () => pool.count('stop') === 2)
  t.equal(pool.left().length, 2)
  pool.child.kill('SIGTERM')
  t.match(await pool.child.ends(20), { code: 0, signal: null })
  t.same(pool.left(), [])
})

t.test('a signal during the start: start() rejects, no worker is left', async (t) => {
  const pool = new PoolChild(t, ['pool-silent'], { size: 2 })
  await until('they start', () => pool.count('spawn') === 2)
  pool.child.kill('SIGTERM')
  t.match(await pool.child.ends(20), { code: 1 })
  t.match(pool.child.complaints, /AbortError: stop\(\) was called before start\(\) was done/)
  t.same(pool.left(), [])
})

t.test('Ctrl-C is for the pool, not for its workers', async (t) => {
  const pool = new PoolChild(t, ['pool-worker', 'idle'], { size: 2 })
  await pool.running()
  // A terminal signals the foreground process group, which workers are not in.
  for (const pid of pool.left()) t.not(processGroup(pid), processGroup(pool.child.pid))
})

t.test('a pool that gives up and that nobody asks ends with a code other than 0', async (t) => {
  const pool = new PoolChild(t, ['pool-crashes', 'why'], { size: 1, restartIntensity: 2 })
  const ending = await pool.child.ends(20)
  t.equal(ending.code, 1)
  t.equal(pool.count('spawn'), 3)
  t.match(pool.child.complaints, /^\[Worker 0\] why$/m)
  t.match(
    pool.child.complaints,
    /gives up: more than 2 workers.*its last lines on stderr:\n {4}why/,
  )
  t.same(pool.left(), [])
})

t.test('process.exit() of the pool: the workers stop in order', async (t) => {
  const pool = new PoolChild(t, ['pool-worker', 'idle'], { size: 2, stopTimeout: 1_000_000 })
  await pool.running()
  pool.child.tell('exit')
  t.match(await pool.child.ends(20), { code: 5 })
  await until('none is left', () => pool.left().length === 0)
})

t.test('workers of a program that was given by --eval do not run that program', async (t) => {
  const library = new URL('../../lib/index.js', import.meta.url)
  const script = new URL('fixtures/pool-worker.js', import.meta.url)
  const program = `import('${library}').then(async ({ WorkerPool }) => {
    const pool = new WorkerPool({ script: '${script}', args: ['idle'], size: 1 })
    await pool.start()
    console.log('running')
    await pool.stop()
  })`
  const [command, ...before] = bareNode
  const { stdout, stderr } = await promisify(execFile)(
    String(command),
    [...before, '--eval', program],
    { timeout: 20_000 },
  )
  t.equal(stdout, 'running\n')
  t.equal(stderr, '')
})
