/** The figures of a case: what the table shows and what --json prints. */
import type { CaseResult, Measured } from './run.js'
import { median } from './statistics.js'

export interface Row {
  implementation: string
  title: string
  values: number[]
  median: number
  min: number
  max: number
  /** Median of the per-round ratio to the C program; undefined where there is none. */
  ratio?: number
  /** Medians of the further figures. */
  details: Record<string, number>
}

export interface Summary {
  case: string
  title: string
  unit: string
  digits: number
  /** Why the case can't be measured here. */
  impossible?: string
  rows: Row[]
  /** Who has no place in it, and why. */
  notMeasured: Record<string, string>
  /** Who failed, and how. */
  failed: Record<string, string>
}

export function summarize(result: CaseResult): Summary {
  const reference = result.measured.find(({ implementation }) => implementation.name === 'c')
  const failures = result.measured.flatMap(({ implementation, failure }) =>
    failure === undefined ? [] : [[implementation.name, failure] as const],
  )
  return {
    case: result.case.name,
    title: result.case.title,
    unit: result.case.unit,
    digits: result.case.digits ?? 0,
    ...(result.impossible !== undefined && { impossible: result.impossible }),
    rows: result.measured
      .filter(({ failure, samples }) => failure === undefined && samples.length > 0)
      .map((measured) => row(measured, reference)),
    notMeasured: Object.fromEntries(result.left),
    failed: Object.fromEntries(failures),
  }
}

function row({ implementation, samples }: Measured, reference: Measured | undefined): Row {
  const values = samples.map(({ value }) => value)
  const ratios = values.flatMap((value, round) => {
    const other = reference?.samples[round]?.value
    return other === undefined || other === 0 ? [] : [value / other]
  })
  const names = Object.keys(samples[0]?.details ?? {})
  return {
    implementation: implementation.name,
    title: implementation.title,
    values,
    median: median(values),
    min: Math.min(...values),
    max: Math.max(...values),
    ...(ratios.length > 0 && { ratio: median(ratios) }),
    details: Object.fromEntries(
      names.map((name) => [name, median(samples.map(({ details }) => details?.[name] ?? 0))]),
    ),
  }
}
