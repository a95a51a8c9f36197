/** The command line. */
import { parseArgs } from 'node:util'
import type { Settings } from './case.js'

export const usage = `usage: npm run bench -- [options]
  --case NAME,...   only these cases; 'throughput' means all that begin with 'throughput-'
  --impl NAME,...   only these implementations; without 'c' there are no ratios
  --rounds N        rounds of each case, default 5
  --seconds N       measured seconds of each UDP job, default 2
  --messages N      messages of each throughput measurement, before an implementation's pace
  --json            prints one JSON document and no table
  --list            prints the names of cases and implementations
`

export interface Options extends Settings {
  cases: string[] | undefined
  implementations: string[] | undefined
  rounds: number
  json: boolean
  list: boolean
}

export class UsageError extends Error {}

export function parseOptions(args: readonly string[]): Options {
  const { values } = parse(args)
  return {
    cases: values.case?.split(','),
    implementations: values.impl?.split(','),
    rounds: positive('rounds', values.rounds) ?? 5,
    seconds: positive('seconds', values.seconds) ?? 2,
    messages: positive('messages', values.messages),
    json: values.json ?? false,
    list: values.list ?? false,
  }
}

function parse(args: readonly string[]) {
  try {
    return parseArgs({
      args: [...args],
      options: {
        case: { type: 'string' },
        impl: { type: 'string' },
        rounds: { type: 'string' },
        seconds: { type: 'string' },
        messages: { type: 'string' },
        json: { type: 'boolean' },
        list: { type: 'boolean' },
      },
    })
  } catch (error) {
    throw new UsageError((error as Error).message)
  }
}

function positive(name: string, text: string | undefined): number | undefined {
  if (text === undefined) return undefined
  const value = Number(text)
  if (!(value > 0)) throw new UsageError(`--${name} is a number above 0, not '${text}'`)
  return name === 'seconds' ? value : Math.ceil(value)
}

/** Those that were asked for by name, or by the part of it before a hyphen. */
export function choose<T extends { name: string }>(
  what: string,
  all: readonly T[],
  names: readonly string[] | undefined,
): T[] {
  if (names === undefined) return [...all]
  const matches = (name: string, item: T): boolean =>
    item.name === name || item.name.startsWith(`${name}-`)
  for (const name of names) {
    if (!all.some((item) => matches(name, item))) {
      throw new UsageError(
        `no ${what} '${name}'; there are ${all.map((item) => item.name).join(', ')}`,
      )
    }
  }
  return all.filter((item) => names.some((name) => matches(name, item)))
}
