/** What the bench programs say when they are done: one JSON object a line. */
import type { Program } from './program.js'

/** Times are CLOCK_MONOTONIC in nanoseconds, the same clock in every process. */
export interface ReceiverReport {
  role: 'receiver'
  messages: number
  bytes: number
  first: number
  last: number
  loopDelay?: LoopDelay
  resident?: Resident
}

/** In milliseconds beyond the timer's own millisecond. */
export interface LoopDelay {
  p50: number
  p99: number
  max: number
}

/** Resident memory in bytes, after the first 100,000 messages and after all. */
export interface Resident {
  early: number
  late: number
}

export interface SenderReport {
  role: 'sender'
  resident?: Resident
}

/** Nanoseconds of each round trip. */
export interface AskerReport {
  role: 'asker'
  samples: number[]
}

/** Nanoseconds of each selection. */
export interface SelectorReport {
  role: 'selector'
  samples: number[]
}

export interface LoadReport {
  role: 'load'
  /** Acknowledged with OK within `nanoseconds`. */
  answered: number
  nanoseconds: number
  /** Acknowledged in all, with the time before and after. */
  total: number
  refused: number
  dropped: number
  missing: number
}

export type Report = ReceiverReport | SenderReport | AskerReport | SelectorReport | LoadReport

/** The reports of one role among those of all programs of a measurement. */
export function reportsOf<R extends Report['role']>(
  programs: readonly Program[],
  role: R,
): Extract<Report, { role: R }>[] {
  return programs
    .flatMap((program) => program.reports)
    .filter((report): report is Extract<Report, { role: R }> => report.role === role)
}

/** The one report of a role. */
export function reportOf<R extends Report['role']>(
  programs: readonly Program[],
  role: R,
): Extract<Report, { role: R }> {
  const [report] = reportsOf(programs, role)
  if (report === undefined) throw new Error(`no report of the ${role}`)
  return report
}
