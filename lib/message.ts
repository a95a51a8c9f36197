/** A message, what may be sent as one, and which ones to receive. */
import { types } from 'node:util'
import { checkBoolean, wrongType, wrongValue } from './arguments.js'

/** A message's type: a positive C long. A number while it is a safe integer, a bigint beyond. */
export type MessageType = number | bigint

/** A message as it came out of a queue. */
export interface Message {
  /** mtype of msgrcv(2): 1 to 2^63-1. */
  readonly type: MessageType
  /** mtext: the bytes, none or more. A view of memory that neighbouring messages share. */
  readonly data: Buffer
  /** Only with the option `frame`: whether it had a frame that fits, which `data` is without. */
  readonly framed?: boolean
}

/** The text of a message: bytes as they are, a string as UTF-8. */
export type MessageData = Uint8Array | string

/** Which messages to take; see msgrcv(2). */
export interface Selection {
  /**
   * msgtyp: `0` the first of any type (default), `n` the first of exactly type n, `-n` the first of
   * the lowest type up to n.
   */
  type?: MessageType | undefined
  /** MSG_EXCEPT: the first whose type is not `type`. Default false; needs a `type` above 0. */
  except?: boolean | undefined
}

const longMax = 2n ** 63n - 1n

function isLong(value: unknown): value is MessageType {
  return typeof value === 'bigint'
    ? value >= -longMax - 1n && value <= longMax
    : Number.isSafeInteger(value)
}

/** Precondition: a C long. */
export function toType(type: bigint): MessageType {
  return type <= BigInt(Number.MAX_SAFE_INTEGER) ? Number(type) : type
}

/** A type to send with. */
export function checkType(name: string, value: unknown): MessageType {
  if (typeof value !== 'number' && typeof value !== 'bigint') {
    throw wrongType(name, 'a number or a bigint', value)
  }
  if (!isLong(value) || value <= 0) {
    throw wrongValue(name, 'from 1 to 2^63-1, as a bigint where a number is not exact', value)
  }
  return value
}

/** A msgtyp to receive with. */
export function checkSelection(selection: Selection | undefined): {
  type: MessageType
  except: boolean
} {
  const type = selection?.type ?? 0
  const except = checkBoolean('except', selection?.except ?? false)
  if (typeof type !== 'number' && typeof type !== 'bigint') {
    throw wrongType('type', 'a number or a bigint', type)
  }
  if (!isLong(type)) {
    throw wrongValue('type', 'from -2^63 to 2^63-1, as a bigint where a number is not exact', type)
  }
  if (except && type <= 0) {
    throw wrongValue('type', 'above 0 with "except": one type is left out', type)
  }
  return { type, except }
}

export function isData(value: unknown): value is MessageData {
  // Not instanceof, which a Proxy and Object.create(Uint8Array.prototype) pass: they have no bytes.
  return typeof value === 'string' || types.isUint8Array(value)
}

export function checkData(name: string, value: unknown): MessageData {
  if (!isData(value)) throw wrongType(name, 'a Buffer, a Uint8Array or a string', value)
  return value
}

/** The bytes of it; a Uint8Array is not copied. */
export function toBytes(data: MessageData): Uint8Array {
  return typeof data === 'string' ? Buffer.from(data, 'utf8') : data
}
