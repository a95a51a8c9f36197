/** One kind of fault, and what it must not do to anybody's messages. */
import type { Run } from './run.js'

export interface Fault {
  readonly name: string
  /** For the table. */
  readonly title: string
  /** How many of `unit` there are by default. */
  readonly count: number
  /** What is counted: kills, signals, calls. */
  readonly unit: string
  /** Whether it needs the addon with sanitizers. */
  readonly sanitized?: boolean
  /** Throws, or tells `run.fail()`, when something is not as it must be. */
  run(run: Run): Promise<void>
}
