/** Messages that a ledger holds, as they are to be delivered again. */
import { isUtf8 } from 'node:buffer'
import { frameBytes, unframe } from '../frame.js'
import { toType } from '../message.js'
import type { NativeKept } from '../native.js'
import { AcknowledgedMessage, type Keeper, type Place } from './acknowledged-message.js'

/**
 * Where the length is not known, the text ends at the last byte that is not filling. Filling is no part
 * of any UTF-8 text, so that of a text it is the end; other bytes may by chance go on as the filling
 * does. A frame tells by itself where it ends.
 */
export function keptMessage(
  keeper: Keeper,
  place: Place,
  kept: NativeKept,
  attempts: number,
  frames: boolean,
): AcknowledgedMessage {
  const { text, length, lengthKnown } = kept
  const type = toType(kept.type)
  const inner = frames ? unframe(text) : undefined
  const end = frameBytes + (inner?.length ?? 0)
  if (inner && (lengthKnown ? length === end : length <= end)) {
    const certain = { attempts, lengthCertain: true, framed: true }
    return new AcknowledgedMessage(keeper, place, type, inner, certain)
  }
  const data = text.subarray(0, length)
  return new AcknowledgedMessage(keeper, place, type, data, {
    attempts,
    lengthCertain: lengthKnown || length === text.length || isUtf8(data),
    framed: frames ? false : undefined,
  })
}
