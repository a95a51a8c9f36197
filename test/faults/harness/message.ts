/** Numbered messages that show whether they are whole: CRC-32 of the rest, the number, random bytes. */
import { crc32 } from 'node:zlib'
import type { Random } from './random.js'

export const headerSize = 8
const largest = 8192

const filler = Buffer.alloc(2 * largest)
for (let at = 0, state = 1; at < filler.length; at++) {
  state = (Math.imul(state, 1_103_515_245) + 12_345) >>> 0
  filler[at] = state >>> 24
}

/** `size` bytes in all, at least `headerSize`. */
export function numbered(number: number, size: number): Buffer {
  const start = number % largest
  const text = Buffer.from(filler.subarray(start, start + size))
  text.writeUInt32LE(number, 4)
  text.writeUInt32LE(crc32(text.subarray(4)), 0)
  return text
}

/** Of any size up to `limit`, more often a small one. */
export function randomlySized(number: number, random: Random, limit = largest): Buffer {
  return numbered(number, random.scaled(headerSize, limit))
}

/** Undefined when it is not what was sent. */
export function numberOf(text: Buffer): number | undefined {
  if (text.length < headerSize) return undefined
  if (crc32(text.subarray(4)) !== text.readUInt32LE(0)) return undefined
  return text.readUInt32LE(4)
}
