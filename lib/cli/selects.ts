/** Which messages a Selection means, for those that are looked at and not received. */
import type { MessageType, Selection } from '../index.js'

export function selects({ type = 0, except }: Selection, messageType: MessageType): boolean {
  if (except) return BigInt(messageType) !== BigInt(type)
  if (type < 0) return BigInt(messageType) <= -BigInt(type)
  return BigInt(type) === 0n || BigInt(messageType) === BigInt(type)
}
