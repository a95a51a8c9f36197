/** A pool in a process of its own, its workers, and the messages that they handle. */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Test } from 'tap'
import type { PoolEvent } from '../../lib/index.js'
import { alive } from '../lib/pool/support.js'
import { Child } from './child.js'

export function temporaryDirectory(t: Test): string {
  const path = mkdtempSync(join(tmpdir(), 'sysvmq-'))
  t.teardown(() => rmSync(path, { recursive: true }))
  return path
}

export class PoolChild {
  readonly child: Child

  /**
   * @param worker - a module in fixtures/, and its arguments
   * @param counted - see {@link Child}
   */
  constructor(t: Test, worker: (string | number)[], options: object, counted = false) {
    const [script, ...args] = worker
    this.child = new Child(t, 'pool', [String(script), JSON.stringify(options), ...args], counted)
    t.teardown(() => {
      // Only if the test has failed.
      for (const pid of this.left()) process.kill(pid, 'SIGKILL')
    })
  }

  async running(): Promise<void> {
    await this.child.says('running')
  }

  /** The pids of the workers that the event was told of. */
  pids(event: PoolEvent['event']): number[] {
    return this.child.lines.flatMap((line) => {
      const [, name, , pid] = line.split(' ')
      return line.startsWith('event ') && name === event ? [Number(pid)] : []
    })
  }

  count(event: PoolEvent['event']): number {
    return this.pids(event).length
  }

  /** Workers that are ready. */
  ready(): number[] {
    const ended = new Set(this.pids('exit'))
    return this.pids('ready').filter((pid) => !ended.has(pid))
  }

  /** Workers that live. */
  left(): number[] {
    return this.pids('spawn').filter(alive)
  }
}

/** What workers of 'pool-taking' have handled. */
export class Handled {
  readonly path: string

  constructor(t: Test) {
    this.path = join(temporaryDirectory(t), 'handled')
    writeFileSync(this.path, '')
  }

  numbers(): number[] {
    const bytes = readFileSync(this.path)
    return Array.from({ length: bytes.length / 4 }, (_, i) => bytes.readUInt32LE(4 * i))
  }
}
