import { availableParallelism } from 'node:os'
import { resolve } from 'node:path'
import t, { type Test } from 'tap'
import { WorkerPool } from '../../../lib/index.js'
import { checkPoolOptions } from '../../../lib/pool/pool-settings.js'

t.test('defaults', async (t) => {
  t.same(checkPoolOptions({ script: 'worker.js' }), {
    script: resolve('worker.js'),
    size: availableParallelism(),
    args: [],
    env: {},
    execArgv: undefined,
    cwd: process.cwd(),
    startTimeout: 30_000,
    stopTimeout: 10_000,
    heartbeatInterval: 1000,
    heartbeatTimeout: 30_000,
    restartIntensity: 5,
    restartPeriod: 10_000,
    restartDelay: 100,
    maxRestartDelay: 30_000,
    maxMessages: Number.POSITIVE_INFINITY,
    maxMemory: Number.POSITIVE_INFINITY,
    recycleJitter: 0.1,
    stdout: process.stdout,
    stderr: process.stderr,
    signals: [],
  })
})

t.test('what is given', async (t) => {
  const { signals } = checkPoolOptions({ script: 'a', signals: true })
  t.same(signals, ['SIGTERM', 'SIGINT', 'SIGHUP', 'SIGTTIN', 'SIGTTOU'])
  t.match(checkPoolOptions({ script: 'file:///a.js', signals: ['SIGHUP'], cwd: '/tmp' }), {
    script: '/a.js',
    signals: ['SIGHUP'],
    cwd: '/tmp',
  })
  const unlimited = Number.POSITIVE_INFINITY
  const limits = {
    heartbeatTimeout: unlimited,
    restartIntensity: unlimited,
    maxMessages: unlimited,
    maxMemory: unlimited,
  }
  t.match(checkPoolOptions({ script: 'a', ...limits }), limits)
})

const notNumbers = ['1', true, null, 1n]
const wrongTypes = {
  script: [undefined, null, 1, {}],
  size: notNumbers,
  args: ['a', [1], {}],
  env: ['A=B', 1],
  execArgv: ['--inspect', [1]],
  cwd: [1, new URL('file:///')],
  startTimeout: notNumbers,
  stopTimeout: notNumbers,
  heartbeatInterval: notNumbers,
  heartbeatTimeout: notNumbers,
  restartIntensity: notNumbers,
  restartPeriod: notNumbers,
  restartDelay: notNumbers,
  maxRestartDelay: notNumbers,
  maxMessages: notNumbers,
  maxMemory: notNumbers,
  recycleJitter: notNumbers,
  stdout: ['file', {}, 1, { write: () => true }],
  stderr: ['file', {}, 1],
  signals: ['SIGHUP', 1, {}],
}

const unlimited = Number.POSITIVE_INFINITY
const wrongValues = {
  script: ['', new URL('http://localhost/worker.js')],
  size: [-1, 1.5, 1025, unlimited],
  startTimeout: [0, -1, 2 ** 31, unlimited],
  stopTimeout: [-1, 0.5, 2 ** 31, unlimited],
  heartbeatInterval: [0, 2 ** 31, unlimited],
  heartbeatTimeout: [0, 2 ** 31, Number.NaN],
  restartIntensity: [-1, 0.5],
  restartPeriod: [0, unlimited],
  restartDelay: [-1, unlimited],
  maxRestartDelay: [-1, unlimited],
  maxMessages: [0, -1, 1.5],
  maxMemory: [0, -1],
  recycleJitter: [-0.1, 1.1, Number.NaN],
  signals: [['SIGKILL'], ['SIGHUP', 1]],
}

/** Each must throw, with its name in the message. */
function refuses(t: Test, options: Record<string, unknown[]>, expected: object): void {
  for (const [name, values] of Object.entries(options)) {
    for (const value of values) {
      // null is no way to ask for a default; undefined is.
      if (value === null && name !== 'script') continue
      t.throws(() => new WorkerPool({ script: 'a', [name]: value }), {
        ...expected,
        message: new RegExp(`^"${name}" must be `),
      })
    }
  }
}

t.test('a wrong type is refused', async (t) => {
  refuses(t, wrongTypes, { name: 'TypeError', code: 'ERR_INVALID_ARG_TYPE' })
})

t.test('a wrong value is refused', async (t) => {
  refuses(t, wrongValues, { name: 'RangeError', code: 'ERR_INVALID_ARG_VALUE' })
})

t.test('options are an object', async (t) => {
  for (const options of [undefined, null, 1, 'worker.js']) {
    // @ts-expect-error not WorkerPoolOptions
    t.throws(() => new WorkerPool(options), { code: 'ERR_INVALID_ARG_TYPE' })
  }
})
