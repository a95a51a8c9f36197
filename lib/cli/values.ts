/** Values of flags: each parser throws a usage error that says what is wanted. */
import { InvalidArgumentError } from 'commander'
import type { MessageType, Selection } from '../index.js'

export function integer(min: number, max: number): (text: string) => number {
  return (text) => {
    const value = /^\d{1,15}$/.test(text) ? Number(text) : Number.NaN
    if (!(value >= min && value <= max)) {
      throw new InvalidArgumentError(`it must be an integer from ${min} to ${max}.`)
    }
    return value
  }
}

const units: Record<string, number> = { '': 1, k: 1024, m: 1024 ** 2, g: 1024 ** 3 }

/** Bytes: 65536, 64k, 1M. */
export function bytes(text: string): number {
  const [, digits = '', unit = ''] = /^(\d{1,12})([kmg]?)$/i.exec(text) ?? []
  const value = Number(digits) * (units[unit.toLowerCase()] as number)
  if (!(value > 0)) throw new InvalidArgumentError('it must be a size such as 65536, 64k or 1M.')
  return value
}

/** A time in ms: 5 and 5s are seconds; 200ms, 2m. */
export function duration(text: string): number {
  const [, digits = '', unit = 's'] = /^(\d+(?:\.\d+)?)(ms|s|m)?$/.exec(text) ?? []
  const value = Math.round(Number(digits) * { ms: 1, s: 1000, m: 60_000 }[unit as 'ms' | 's' | 'm'])
  if (digits === '' || value >= 2 ** 31) {
    throw new InvalidArgumentError('it must be a time such as 5 (seconds), 0.5, 200ms or 2m.')
  }
  return value
}

function long(text: string): MessageType | undefined {
  if (!/^-?\d{1,19}$/.test(text)) return undefined
  const value = BigInt(text)
  if (BigInt.asIntN(64, value) !== value) return undefined
  return Number.isSafeInteger(Number(value)) ? Number(value) : value
}

/** The type of a message. */
export function messageType(text: string): MessageType {
  const type = long(text)
  if (type === undefined || type <= 0) {
    throw new InvalidArgumentError('a type is a number from 1 to 9223372036854775807.')
  }
  return type
}

/** Which types to take: N, -N for the lowest up to N, 0 for any, !N for all but N. */
export function selection(text: string): Selection {
  const except = text.startsWith('!')
  const type = long(except ? text.slice(1) : text)
  if (type === undefined || (except && type <= 0)) {
    throw new InvalidArgumentError('it must be N, -N (the lowest up to N), 0 (any) or !N (not N).')
  }
  return { type, except }
}

export const selectionHelp = 'only this type; -N: the lowest up to N; !N: all but N'

/** Permission bits, octal. */
export function mode(text: string): number {
  if (!/^0?[0-7]{1,3}$/.test(text)) {
    throw new InvalidArgumentError('it must be octal permissions, 0 to 777, such as 660.')
  }
  return Number.parseInt(text, 8)
}

export function text(given: string): string {
  if (given === '') throw new InvalidArgumentError('it must not be empty.')
  return given
}
