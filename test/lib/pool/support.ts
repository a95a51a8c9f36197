/** Pools for tests: what they print and tell is kept, and no worker outlives its test. */
import childProcess, { type ForkOptions } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { Writable } from 'node:stream'
import { fileURLToPath } from 'node:url'
import type { Test } from 'tap'
import {
  PoolError,
  type PoolEvent,
  WorkerPool,
  type WorkerPoolOptions,
} from '../../../lib/pool/index.js'
import { bareNode } from '../../process/bare.js'
import { until } from '../../support/until.js'

const countedVariable = 'SYSVMQ_TEST_COUNTED'
const { fork } = childProcess

/** Workers start without the test runner's options, which take them a second; see bare.ts. */
function bareFork(script: string, args: readonly string[], options: ForkOptions) {
  if (options.env?.[countedVariable]) return fork(script, args, options)
  const [execPath, ...before] = bareNode
  return fork(script, args, {
    ...options,
    ...(execPath && { execPath }),
    execArgv: [...before, ...(options.execArgv ?? [])],
  })
}
// The pool calls it in no other way.
childProcess.fork = bareFork as typeof fork

/** Keeps what is written to it. */
export class Sink extends Writable {
  text = ''

  override _write(chunk: Buffer, _encoding: string, done: () => void): void {
    this.text += chunk
    done()
  }

  get lines(): string[] {
    return this.text.split('\n').slice(0, -1)
  }
}

export interface TestPool {
  readonly pool: WorkerPool
  readonly events: PoolEvent[]
  readonly stdout: Sink
  readonly stderr: Sink
  /** The names of all events, of one worker if its index is given. */
  names(worker?: number): string[]
  /** The events of this name. */
  of<Name extends PoolEvent['event']>(name: Name): Extract<PoolEvent, { event: Name }>[]
}

export function fixture(name: string): string {
  return fileURLToPath(new URL(`./fixtures/${name}.js`, import.meta.url))
}

interface TestOptions extends Omit<Partial<WorkerPoolOptions>, 'args'> {
  args?: readonly (string | number)[]
  /** Whether the coverage of its workers counts. */
  counted?: boolean
}

/** A pool of a script in fixtures/. It restarts at once, unless the options say otherwise. */
export function makePool(
  t: Test,
  script: string,
  { args = [], counted = false, env, ...options }: TestOptions = {},
): TestPool {
  const stdout = new Sink()
  const stderr = new Sink()
  const events: PoolEvent[] = []
  const pool = new WorkerPool({
    script: fixture(script),
    size: 1,
    args: args.map(String),
    env: { ...env, ...(counted && { [countedVariable]: 'yes' }) },
    stdout,
    stderr,
    restartDelay: 0,
    ...options,
  })
  pool.on('event', (event) => events.push(event))
  t.teardown(async () => {
    await pool.stop({ timeout: 0 })
    await pool.finished.catch(() => {})
  })
  const named = <Name extends PoolEvent['event']>(name: Name) =>
    // The filter sees to it.
    events.filter(({ event }) => event === name) as Extract<PoolEvent, { event: Name }>[]
  return {
    pool,
    events,
    stdout,
    stderr,
    names: (worker) =>
      events
        .filter((event) => worker === undefined || ('worker' in event && event.worker === worker))
        .map(({ event }) => event),
    of: named,
  }
}

/** Whether the process is there, and not only waits for somebody to ask how it ended. */
export function alive(pid: number): boolean {
  try {
    return !/\) Z/.test(readFileSync(`/proc/${pid}/stat`, 'utf8'))
  } catch {
    return false
  }
}

/** Until the pool has all its workers ready. */
export function whole({ pool }: Pick<TestPool, 'pool'>): Promise<void> {
  return until('all workers are ready', () => pool.stats().ready === pool.size)
}

/** The pids of the workers, in the order of their indices. */
export function pids({ pool }: Pick<TestPool, 'pool'>): number[] {
  return pool.stats().workers.map(({ pid }) => pid)
}

/** The PoolError that this rejects with. */
export async function failureOf(promise: Promise<unknown>): Promise<PoolError> {
  try {
    await promise
  } catch (error) {
    if (error instanceof PoolError) return error
    throw error
  }
  throw new Error('it did not reject')
}
