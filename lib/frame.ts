/**
 * Frames: a header before the text that says how long it is, so that also bytes that are no UTF-8 are
 * known to be whole.
 *
 *     0  f8 53 51 46   what no UTF-8 text begins with, then "SQF"
 *     4  length of the text in bytes, 32 bits, little-endian
 *     8  CRC-32 of the text, as zlib computes it, 32 bits, little-endian
 *     12 the text
 */
import { crc32 } from 'node:zlib'
import type { Message } from './message.js'

/** Bytes of the header. */
export const frameBytes = 12
const magic = 0xf8535146

/** A copy of the text behind its header. */
export function frame(text: Uint8Array): Buffer {
  const framed = Buffer.allocUnsafe(frameBytes + text.length)
  framed.writeUInt32BE(magic, 0)
  framed.writeUInt32LE(text.length, 4)
  framed.writeUInt32LE(crc32(text), 8)
  framed.set(text, frameBytes)
  return framed
}

/**
 * The text of a frame at the beginning of `bytes`, a view; undefined where there is none, or not all of
 * it, or it has changed. Bytes behind it are not looked at.
 */
export function unframe(bytes: Buffer): Buffer | undefined {
  if (bytes.length < frameBytes || bytes.readUInt32BE(0) !== magic) return undefined
  const length = bytes.readUInt32LE(4)
  if (length > bytes.length - frameBytes) return undefined
  const text = bytes.subarray(frameBytes, frameBytes + length)
  return crc32(text) === bytes.readUInt32LE(8) ? text : undefined
}

/** The message without its frame; as it is, and said to be so, where it is not exactly a frame. */
export function withoutFrame({ type, data }: Message): Message {
  const text = unframe(data)
  const framed = text !== undefined && text.length === data.length - frameBytes
  return { type, data: framed ? text : data, framed }
}
