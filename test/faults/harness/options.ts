/** The command line. */
import { randomInt } from 'node:crypto'
import { parseArgs } from 'node:util'

export const usage = `usage: npm run test:faults -- [options]
  --only NAME,...  only these faults
  --rounds N       N times as many rounds of each; may be a fraction
  --seed N         the same choices as a run that printed this seed
  --list           prints the names of the faults
`

export interface Options {
  readonly only: readonly string[] | undefined
  readonly factor: number
  readonly seed: number
  readonly list: boolean
}

export class UsageError extends Error {}

export function parseOptions(args: readonly string[]): Options {
  const { only, rounds, seed, list } = parse(args)
  return {
    only: only?.split(','),
    factor: number('rounds', rounds, 1e-4, 1e6) ?? 1,
    seed: number('seed', seed, 0, 2 ** 32 - 1) ?? randomInt(2 ** 32),
    list: list ?? false,
  }
}

function parse(args: readonly string[]) {
  try {
    return parseArgs({
      args: [...args],
      options: {
        only: { type: 'string' },
        rounds: { type: 'string' },
        seed: { type: 'string' },
        list: { type: 'boolean' },
      },
    }).values
  } catch (error) {
    throw new UsageError((error as Error).message)
  }
}

function number(name: string, text: string | undefined, min: number, max: number) {
  if (text === undefined) return undefined
  const value = Number(text)
  if (text.trim() === '' || !(value >= min && value <= max)) {
    throw new UsageError(`--${name} is a number from ${min} to ${max}, not '${text}'`)
  }
  return value
}

/** Those that were asked for by name. */
export function choose<T extends { name: string }>(
  all: readonly T[],
  names: readonly string[] | undefined,
): readonly T[] {
  if (names === undefined) return all
  for (const name of names) {
    if (!all.some((one) => one.name === name)) {
      throw new UsageError(`no fault '${name}'; there are ${all.map((one) => one.name).join(', ')}`)
    }
  }
  return all.filter(({ name }) => names.includes(name))
}
