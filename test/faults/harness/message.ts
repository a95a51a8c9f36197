/**
 * Numbered messages that show whether they are whole: CRC-32 of the rest, the number, and bytes at random.
 * Usually all of it is text, of which an acknowledged reader can always tell where it ends.
 */
import { crc32 } from 'node:zlib'
import type { Random } from './random.js'

/** Each of the two numbers has eight hex digits. */
export const headerSize = 16
const largest = 8192

const letters = Buffer.alloc(2 * largest)
/** As what a ledger's slots are filled with. */
const outsideUtf8 = Buffer.alloc(2 * largest)
for (let at = 0, state = 1; at < letters.length; at++) {
  state = (Math.imul(state, 1_103_515_245) + 12_345) >>> 0
  letters[at] = 0x20 + ((state >>> 24) % 0x5f)
  outsideUtf8[at] = 0xf5 + ((state >>> 24) % 11)
}

const hex = (value: number) => value.toString(16).padStart(8, '0')

/** `size` bytes in all, at least `headerSize`. */
export function numbered(number: number, size: number, filler = letters): Buffer {
  const start = number % largest
  const text = Buffer.from(filler.subarray(start, start + size))
  text.write(hex(number), 8, 'latin1')
  text.write(hex(crc32(text.subarray(8))), 0, 'latin1')
  return text
}

/** Of any size up to `limit`, more often a small one. */
export function randomlySized(number: number, random: Random, limit = largest): Buffer {
  return numbered(number, random.scaled(headerSize, limit))
}

/** The worst that an acknowledged reader can be sent: only a frame tells where it ends. */
export function randomlySizedBinary(number: number, random: Random, limit: number): Buffer {
  return numbered(number, random.scaled(headerSize, limit), outsideUtf8)
}

/** Undefined when it is not what was sent. */
export function numberOf(text: Buffer): number | undefined {
  if (text.length < headerSize) return undefined
  if (text.toString('latin1', 0, 8) !== hex(crc32(text.subarray(8)))) return undefined
  return Number.parseInt(text.toString('latin1', 8, headerSize), 16)
}
