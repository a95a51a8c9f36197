/** Messages that a ledger holds, as they are to be delivered again. */
import { isUtf8 } from 'node:buffer'
import { toType } from '../message.js'
import type { NativeKept } from '../native.js'
import { AcknowledgedMessage, type Keeper, type Place } from './acknowledged-message.js'

/**
 * Where the length is not known, the text ends at the last byte that is not filling. Filling is no part
 * of any UTF-8 text, so that of a text it is the end; other bytes may by chance go on as the filling does.
 */
export function keptMessage(
  keeper: Keeper,
  place: Place,
  kept: NativeKept,
  attempts: number,
): AcknowledgedMessage {
  const data = kept.text.subarray(0, kept.length)
  return new AcknowledgedMessage(keeper, place, toType(kept.type), data, {
    attempts,
    lengthCertain: kept.lengthKnown || kept.length === kept.text.length || isUtf8(data),
    framed: undefined,
  })
}
