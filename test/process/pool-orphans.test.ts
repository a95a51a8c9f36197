/** The process of a pool is gone: its workers stop in order, and within the stop time. */
import { mkdtempSync, readdirSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import t, { type Test } from 'tap'
import { alive } from '../lib/pool/support.js'
import { until } from '../support/until.js'
import { Child } from './child.js'

/** A pool of two; resolves with their pids. */
async function start(t: Test, args: string[], options: object, counted = false) {
  const settings = JSON.stringify({ size: 2, ...options })
  const child = new Child(t, 'pool', ['pool-worker', settings, ...args], counted)
  await child.says('running')
  const pids = child.lines
    .filter((line) => line.startsWith('event ready'))
    .map((line) => Number(line.split(' ')[3]))
  t.equal(pids.filter(alive).length, 2)
  t.teardown(() => {
    // Only if the test has failed.
    for (const pid of pids.filter(alive)) process.kill(pid, 'SIGKILL')
  })
  return { child, pids }
}

function directory(t: Test): string {
  const path = mkdtempSync(join(tmpdir(), 'sysvmq-'))
  t.teardown(() => rmSync(path, { recursive: true }))
  return path
}

for (const what of ['idle', 'prints', 'logs']) {
  t.test(`parent killed with -9: workers that are ${what} stop in order`, async (t) => {
    const path = directory(t)
    // What kills them otherwise would come after the test.
    const { child, pids } = await start(t, [what, path], { stopTimeout: 1_000_000 }, true)
    child.kill('SIGKILL')
    await until('none is left', () => !pids.some(alive))
    t.same(readdirSync(path).toSorted(), pids.map(String).toSorted(), 'each has stopped in order')
  })
}

t.test('parent killed with -9: workers that compute without a pause are killed', async (t) => {
  const { child, pids } = await start(t, ['busy'], { stopTimeout: 200 })
  child.kill('SIGKILL')
  await until('none is left', () => !pids.some(alive))
})

t.test('parent killed with -9 while its workers start', async (t) => {
  const path = directory(t)
  const settings = JSON.stringify({ size: 2, stopTimeout: 1_000_000 })
  const child = new Child(t, 'pool', ['pool-worker', settings, 'late', path], true)
  const spawned = () => child.lines.filter((line) => line.startsWith('event spawn'))
  await until('they start', () => spawned().length === 2)
  child.kill('SIGKILL')
  const pids = spawned().map((line) => Number(line.split(' ')[3]))
  await until('none is left', () => !pids.some(alive))
  t.same(readdirSync(path).toSorted(), pids.map(String).toSorted(), 'each has stopped in order')
})

t.test('parent killed with -9 while a worker is stopped with SIGSTOP', async (t) => {
  const { child, pids } = await start(t, ['idle'], { stopTimeout: 200 })
  for (const pid of pids) process.kill(pid, 'SIGSTOP')
  child.kill('SIGKILL')
  for (const pid of pids) process.kill(pid, 'SIGCONT')
  await until('none is left', () => !pids.some(alive))
})
