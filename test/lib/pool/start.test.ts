import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import t from 'tap'
import { WorkerPool } from '../../../lib/index.js'
import { until } from '../../support/until.js'
import { alive, failureOf, fixture, makePool, pids } from './support.js'

t.test('start() resolves when all are ready, and stop() when all have ended', async (t) => {
  const test = makePool(t, 'idle', { size: 3, args: ['a', 'b c'] })
  const { pool, stdout } = test
  t.equal(pool.state, 'idle')
  await pool.start()
  t.equal(pool.state, 'running')
  t.equal(pool.stats().ready, 3)
  const before = pids(test)
  t.equal(before.filter(alive).length, 3)

  await pool.stop()
  t.equal(pool.state, 'stopped')
  t.same(before.filter(alive), [])
  for (const worker of [0, 1, 2]) t.same(test.names(worker), ['spawn', 'ready', 'stop', 'exit'])
  t.match(test.of('exit'), Array(3).fill({ code: 0, signal: null, expected: true, killed: null }))
  t.same(
    stdout.lines.toSorted(),
    [0, 1, 2].flatMap((n) => [`[Worker ${n}] ready a b c`, `[Worker ${n}] stops`]),
  )
  await pool.finished
  await pool.stop()
})

t.test('the script may be a file: URL, as an object or a string', async (t) => {
  const url = pathToFileURL(fixture('idle'))
  for (const script of [url, url.href]) {
    const { pool } = makePool(t, 'idle', { script })
    await pool.start()
    await pool.stop()
  }
})

t.test('arguments, environment, options of node and directory reach the worker', async (t) => {
  const directory = mkdtempSync(join(tmpdir(), 'sysvmq-'))
  t.teardown(() => rmSync(directory, { recursive: true }))
  const { pool, stdout } = makePool(t, 'tells', {
    args: ['one'],
    env: { SYSVMQ_TEST: 'two' },
    execArgv: ['--title=three'],
    cwd: directory,
  })
  await pool.start()
  await pool.stop()
  t.same(stdout.lines, [`[Worker 0] one two three ${directory} no settings`])
})

t.test('a script that is not there fails at once', async (t) => {
  const { pool, events } = makePool(t, 'nowhere', { size: 2 })
  await t.rejects(pool.start(), {
    name: 'PoolError',
    code: 'ERR_WORKER_START',
    message: `can't start ${fixture('nowhere')}: there is no such file`,
    worker: null,
  })
  t.same(events, [])
  t.equal(pool.state, 'failed')
  await t.rejects(pool.finished, { code: 'ERR_WORKER_START' })
})

t.test('a script that can not be read fails at once', async (t) => {
  const { pool } = makePool(t, 'idle', { script: `${fixture('idle')}/below` })
  await t.rejects(pool.start(), { code: 'ERR_WORKER_START', message: /can't be read: ENOTDIR/ })
})

t.test('an error in the script fails at once, with what it said', async (t) => {
  const directory = mkdtempSync(join(tmpdir(), 'sysvmq-'))
  t.teardown(() => rmSync(directory, { recursive: true }))
  const script = join(directory, 'broken.mjs')
  writeFileSync(script, 'const = 1\n')
  const { pool, of } = makePool(t, 'idle', { script, size: 2 })
  const error = await failureOf(pool.start())
  t.equal(error.code, 'ERR_WORKER_START')
  t.equal(error.exitCode, 1)
  t.equal(error.signal, null)
  t.match(error.worker, /[01]/)
  t.match(error.stderr.join('\n'), /const = 1\n.*\n.*SyntaxError/)
  t.match(error.message, /it ended before it was ready, with exit code 1; its last .*\n.*broken/)
  t.same(of('restart'), [])
})

t.test('a worker that ends before it is ready fails the start, and the others stop', async (t) => {
  const { pool, of } = makePool(t, 'ends', { size: 2, args: ['before', 3, 'last', 'words'] })
  t.match(await failureOf(pool.start()), { exitCode: 3, stderr: ['last', 'words'] })
  t.equal(of('exit').length, 2)
  t.same(of('restart'), [])
})

t.test('a worker that could outlive its pool does not start', async (t) => {
  const { pool } = makePool(t, 'cut-off', { counted: true })
  await t.rejects(pool.start(), {
    code: 'ERR_WORKER_START',
    message: /A worker can't follow its pool: EBADF/,
  })
})

t.test('a worker that is not ready in time fails the start', async (t) => {
  const { pool, of } = makePool(t, 'silent', { startTimeout: 200 })
  await t.rejects(pool.start(), {
    code: 'ERR_WORKER_START',
    signal: 'SIGKILL',
    message: /not ready within startTimeout \(200 ms\): does it call/,
  })
  t.match(of('exit'), [{ killed: 'start-timeout', expected: false }])
})

t.test('a process that can not be made fails the start', async (t) => {
  const { pool, events } = makePool(t, 'idle', { cwd: '/nowhere/at/all' })
  await t.rejects(pool.start(), { code: 'ERR_WORKER_START', message: /ENOENT/, exitCode: null })
  t.match(events, [{ event: 'exit', pid: 0, code: null, signal: null }])
})

t.test('stop() while a process can not be made', async (t) => {
  const { pool } = makePool(t, 'idle', { cwd: '/nowhere/at/all' })
  const started = t.rejects(pool.start(), { name: 'AbortError' })
  await Promise.resolve()
  await pool.stop({ timeout: 0 })
  await started
})

t.test('stop() during start() stops what there is, and start() rejects', async (t) => {
  const test = makePool(t, 'silent', { size: 2 })
  const { pool } = test
  const started = t.rejects(pool.start(), {
    name: 'AbortError',
    message: 'stop() was called before start() was done',
  })
  await until('both live', () => test.of('spawn').length === 2)
  const before = pids(test)
  await pool.stop()
  await started
  t.same(before.filter(alive), [])
  t.equal(pool.state, 'stopped')
  await pool.finished
})

t.test('a pool is started once, and not after stop()', async (t) => {
  const { pool } = makePool(t, 'idle')
  const started = pool.start()
  await t.rejects(pool.start(), { code: 'ERR_POOL_STATE', message: /start\(\).*it is starting/ })
  await started
  await t.rejects(pool.start(), { code: 'ERR_POOL_STATE' })

  const other = new WorkerPool({ script: fixture('idle'), size: 1 })
  await t.rejects(other.reload(), { code: 'ERR_POOL_STATE', message: /has not been started/ })
  await t.rejects(other.resize(2), { code: 'ERR_POOL_STATE' })
  await other.stop()
  await t.rejects(other.start(), { code: 'ERR_POOL_STATE', message: /it is stopped/ })
})

t.test('[Symbol.asyncDispose]() stops it', async (t) => {
  const test = makePool(t, 'idle')
  await test.pool.start()
  const before = pids(test)
  await test.pool[Symbol.asyncDispose]()
  t.same(before.filter(alive), [])
})
