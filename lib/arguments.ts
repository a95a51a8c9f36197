/** Checks of arguments: each throws before any system call, and says what was expected. */
import { inspect } from 'node:util'

/** An argument of a wrong type. */
export class InvalidArgTypeError extends TypeError {
  readonly code = 'ERR_INVALID_ARG_TYPE'
}

/** An argument of the right type with a value that can't be. */
export class InvalidArgValueError extends RangeError {
  readonly code = 'ERR_INVALID_ARG_VALUE'
}

function shown(value: unknown): string {
  let text: string
  try {
    text = inspect(value, { depth: 0, breakLength: Number.POSITIVE_INFINITY })
  } catch {
    // What can't be shown, such as Object.create(Buffer.prototype), is to be refused all the same.
    text = typeof value
  }
  return text.length > 60 ? `${text.slice(0, 60)}...` : text
}

export function wrongType(name: string, expected: string, value: unknown): InvalidArgTypeError {
  return new InvalidArgTypeError(`"${name}" must be ${expected}; got ${shown(value)}`)
}

export function wrongValue(name: string, expected: string, value: unknown): InvalidArgValueError {
  return new InvalidArgValueError(`"${name}" must be ${expected}; got ${shown(value)}`)
}

export function checkInteger(name: string, value: unknown, min: number, max: number): number {
  if (typeof value !== 'number') throw wrongType(name, 'a number', value)
  if (!Number.isInteger(value) || value < min || value > max) {
    throw wrongValue(name, `an integer from ${min} to ${max}`, value)
  }
  return value
}

export function checkBoolean(name: string, value: unknown): boolean {
  if (typeof value !== 'boolean') throw wrongType(name, 'a boolean', value)
  return value
}

/** An options object: undefined stands for an empty one. */
export function checkOptions<T extends object>(name: string, value: T | undefined): T | undefined {
  if (value !== undefined && (typeof value !== 'object' || value === null)) {
    throw wrongType(name, 'an object', value)
  }
  return value
}

/** Milliseconds; undefined and Infinity mean that there is no limit. */
export function checkTimeout(name: string, value: unknown): number {
  if (value === undefined || value === Number.POSITIVE_INFINITY) return Number.POSITIVE_INFINITY
  // The longest that a timer of Node can run.
  return checkInteger(name, value, 0, 2 ** 31 - 1)
}

/** Also another realm's, or a library's own: whatever has the state and the events. */
function isSignal(value: unknown): value is AbortSignal {
  const { aborted, addEventListener, removeEventListener } = Object(value)
  return (
    typeof aborted === 'boolean' &&
    typeof addEventListener === 'function' &&
    typeof removeEventListener === 'function'
  )
}

export function checkSignal(name: string, value: unknown): AbortSignal | undefined {
  if (value === undefined) return undefined
  if (!isSignal(value)) throw wrongType(name, 'an AbortSignal', value)
  return value
}
