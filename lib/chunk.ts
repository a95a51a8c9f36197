/** What may be written to a queue, and the message that it stands for. */
import { wrongType } from './arguments.js'
import { frame } from './frame.js'
import { checkType, isData, type MessageData, type MessageType, toBytes } from './message.js'

/** The text itself, or an object that carries it, such as a Message or a Datagram. */
export type QueueChunk =
  | MessageData
  | { readonly data: MessageData; readonly type?: MessageType | undefined }

/** A type for all, or a function that tells the type of each chunk. */
export type ChunkType<Chunk> = MessageType | ((chunk: Chunk) => MessageType)

export interface QueueMessage {
  readonly data: MessageData
  readonly type: MessageType
}

/** The message of a chunk, or why there is none: anything can be written to an object-mode stream. */
export function toMessage<Chunk extends QueueChunk>(
  chunk: unknown,
  type: ChunkType<Chunk>,
  framed: boolean,
): QueueMessage | Error {
  try {
    const own: { data?: unknown; type?: unknown } = isData(chunk) ? { data: chunk } : Object(chunk)
    // Once: a getter could answer otherwise when it is asked again.
    const { data } = own
    if (!isData(data)) {
      throw wrongType(
        'chunk',
        'a Buffer, a Uint8Array, a string, or an object with one as "data"',
        chunk,
      )
    }
    // It is for the caller to write what its own function takes.
    const given = typeof type === 'function' ? type(chunk as Chunk) : (own.type ?? type)
    return { data: framed ? frame(toBytes(data)) : data, type: checkType('type', given) }
  } catch (error) {
    return error as Error
  }
}
