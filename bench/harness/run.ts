/** Measures cases: for each, rounds in which every implementation has its turn. */
import type { Case, Sample, Settings } from './case.js'
import type { Implementation } from './implementation.js'
import { Stage } from './stage.js'

/** Longer than any measurement; what takes longer hangs. */
const deadlineSeconds = 180

export interface RunOptions extends Settings {
  rounds: number
  /** Ends the run. */
  signal: AbortSignal
  /** Told what is measured next. */
  progress(text: string): void
}

/** What one implementation brought in one case: a sample a round, or why there is none. */
export interface Measured {
  implementation: Implementation
  samples: Sample[]
  failure?: string
}

export interface CaseResult {
  case: Case
  /** Why nothing was measured. */
  impossible?: string
  measured: Measured[]
  /** Implementation names with the reason. */
  left: Map<string, string>
}

export async function runCase(
  which: Case,
  implementations: readonly Implementation[],
  options: RunOptions,
): Promise<CaseResult> {
  const impossible = await which.impossible?.(options.signal)
  if (impossible !== undefined) return { case: which, impossible, measured: [], left: new Map() }
  const left = new Map(
    implementations.flatMap((implementation) => {
      const reason = which.excludes(implementation)
      return reason === undefined ? [] : [[implementation.name, reason] as const]
    }),
  )
  const measured = implementations
    .filter(({ name }) => !left.has(name))
    .map((implementation): Measured => ({ implementation, samples: [] }))

  const rounds = which.rounds ?? options.rounds
  for (let round = 0; round < rounds; round++) {
    // Each round begins with another one, so that nobody is always second to the same.
    const turn = [...measured.slice(round % measured.length), ...measured].slice(0, measured.length)
    const measure = async (one: Measured): Promise<void> => {
      if (one.failure !== undefined) return
      options.progress(`${which.name} ${round + 1}/${rounds} ${one.implementation.name}`)
      await measureOnce(which, one, options)
    }
    if (which.concurrent) await Promise.all(turn.map(measure))
    else for (const one of turn) await measure(one)
  }
  return { case: which, measured, left }
}

/** One that fails is out of the case: its samples would be of other rounds than the others'. */
async function measureOnce(which: Case, one: Measured, options: RunOptions): Promise<void> {
  const deadline = AbortSignal.timeout(deadlineSeconds * 1000)
  await using stage = new Stage(AbortSignal.any([options.signal, deadline]))
  try {
    one.samples.push(await which.measure(one.implementation, stage, options))
  } catch (error) {
    options.signal.throwIfAborted()
    one.failure = deadline.aborted
      ? `not done after ${deadlineSeconds} s`
      : (error as Error).message
  }
}
