/** Messages as text, hex, JSON Lines or bytes, and back from JSON Lines. */
import { isUtf8 } from 'node:buffer'
import type { Message, MessageType } from '../index.js'
import { messageType } from './values.js'

export const formats = ['text', 'hex', 'jsonl', 'raw'] as const
export type Format = (typeof formats)[number]

const newline = Buffer.from('\n')

/** Beyond 2^53 a type is a string: a number would be rounded by whoever reads it. */
export function jsonType(type: MessageType): number | string {
  return typeof type === 'bigint' ? `${type}` : type
}

export function toJson({ type, data }: Message): object {
  return isUtf8(data)
    ? { type: jsonType(type), text: data.toString() }
    : { type: jsonType(type), base64: data.toString('base64') }
}

export function encode(message: Message, format: Format): Buffer {
  const { type, data } = message
  if (format === 'raw') return data
  if (format === 'text') return Buffer.concat([data, newline])
  if (format === 'jsonl') return Buffer.from(`${JSON.stringify(toJson(message))}\n`)
  return Buffer.from(`${type} ${data.toString('hex')}\n`)
}

/**
 * @param type - of a line that has none
 * @throws Error that says what is wrong with the line
 */
export function fromJson(line: string, type: MessageType): { type: MessageType; data: Buffer } {
  const value: unknown = JSON.parse(line)
  const { type: own = type, text, base64, hex } = Object(value) as Record<string, unknown>
  if (typeof own === 'number' && own > Number.MAX_SAFE_INTEGER) {
    throw new Error('a type above 2^53 must be a string')
  }
  const checked = messageType(`${own}`)
  const given = [text, base64, hex].filter((data) => data !== undefined)
  if (given.length !== 1 || typeof given[0] !== 'string') {
    throw new Error('it needs one of "text", "base64" and "hex", a string')
  }
  if (typeof text === 'string') return { type: checked, data: Buffer.from(text) }
  const encoding = base64 === undefined ? 'hex' : 'base64'
  const data = Buffer.from(given[0], encoding)
  // Buffer.from() stops in silence at what it can't read.
  const again = data.toString(encoding)
  if (again !== (encoding === 'hex' ? given[0].toLowerCase() : given[0])) {
    throw new Error(`"${encoding}" is not ${encoding}`)
  }
  return { type: checked, data }
}
