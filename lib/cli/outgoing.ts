/** Messages to send, from an input: records, JSON Lines, or all of it. */
import { MessageQueue, type MessageType } from '../index.js'
import { exitCode } from './exit-codes.js'
import { Failure } from './failure.js'
import { fromJson } from './message-format.js'
import { records } from './records.js'

export interface Outgoing {
  readonly data: Buffer
  readonly type: MessageType
  /** Bytes of input that it took, for the progress. */
  readonly size: number
}

type Chunks = AsyncIterable<Buffer>

/** Each record is a message. */
export async function* fromRecords(
  chunks: Chunks,
  delimiter: Buffer,
  type: MessageType,
): AsyncGenerator<Outgoing> {
  for await (const found of records(chunks, delimiter, MessageQueue.limits().msgmax)) {
    for (const data of found) yield { data, type, size: data.length + delimiter.length }
  }
}

/** Each line is {"type", "text" | "base64" | "hex"}; empty ones are passed over. */
export async function* fromJsonLines(chunks: Chunks, type: MessageType): AsyncGenerator<Outgoing> {
  // JSON may need six bytes for one.
  const largest = MessageQueue.limits().msgmax * 6 + 1024
  let line = 0
  for await (const found of records(chunks, Buffer.from('\n'), largest)) {
    for (const record of found) {
      line++
      const size = record.length + 1
      if (record.length === 0) continue
      try {
        yield { ...fromJson(record.toString(), type), size }
      } catch (error) {
        throw new Failure(exitCode.badInput, `line ${line}: ${(error as Error).message}`)
      }
    }
  }
}

/** All of it is one message. */
export async function* fromWhole(chunks: Chunks, type: MessageType): AsyncGenerator<Outgoing> {
  const { msgmax } = MessageQueue.limits()
  const parts: Buffer[] = []
  let size = 0
  for await (const chunk of chunks) {
    parts.push(chunk)
    size += chunk.length
    if (size > msgmax) {
      const advice = `\`sysctl -w kernel.msgmax=BYTES\`, or send it in parts`
      throw new Failure(exitCode.badInput, `the input is over kernel.msgmax, ${msgmax}: ${advice}`)
    }
  }
  yield { data: Buffer.concat(parts), type, size }
}
