/** One question of the matrix: a row. */
import type { Implementation } from './implementation.js'
import type { Stage } from './stage.js'

export interface Settings {
  /** Measured seconds of a job. */
  seconds: number
  /** Messages of a throughput measurement, before an implementation's pace; undefined: the case's. */
  messages: number | undefined
}

/** What one measurement brought. */
export interface Sample {
  value: number
  /** Further figures, shown beside the table under these names. */
  details?: Readonly<Record<string, number>>
}

export interface Case {
  readonly name: string
  readonly title: string
  readonly unit: string
  /** How many digits the table shows behind the point. */
  readonly digits?: number
  /** How many rounds make sense, where that isn't for the user to say. */
  readonly rounds?: number
  /** Measures all implementations at once, as they don't disturb each other. */
  readonly concurrent?: boolean
  /** Why the case can't be measured here; undefined when it can. */
  impossible?(signal: AbortSignal): Promise<string | undefined>
  /** Why an implementation has no place in it; undefined when it has, '' when nobody would ask. */
  excludes(implementation: Implementation): string | undefined
  measure(implementation: Implementation, stage: Stage, settings: Settings): Promise<Sample>
}
