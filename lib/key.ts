/** Keys of queues: a number, or the string that ipcs(1) prints. */
import { wrongType, wrongValue } from './arguments.js'

const expected = 'a 32-bit number or a hex string such as "0x03000111"'

/** @returns the key as an unsigned number, never 0. */
export function parseKey(key: unknown): number {
  if (typeof key === 'string') {
    if (!/^0x[0-9a-f]{1,8}$/i.test(key)) throw wrongValue('key', expected, key)
    return notPrivate(Number.parseInt(key, 16))
  }
  if (typeof key !== 'number') throw wrongType('key', expected, key)
  if (!Number.isInteger(key) || key < -(2 ** 31) || key >= 2 ** 32) {
    throw wrongValue('key', expected, key)
  }
  return notPrivate(key >>> 0)
}

function notPrivate(key: number): number {
  // IPC_PRIVATE names no queue: msgget would make a new one each time.
  if (key === 0) throw wrongValue('key', 'other than 0 (IPC_PRIVATE): use createPrivate()', key)
  return key
}

/** As `ipcs -q` prints it: `0x03000111`. */
export function formatKey(key: number): string {
  return `0x${key.toString(16).padStart(8, '0')}`
}
