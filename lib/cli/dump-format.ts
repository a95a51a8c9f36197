/**
 * The format of a dump: a line of text that says what it is, then binary records, then an end.
 *
 *     sysvmq-dump 1\n
 *     record   int64 type (1 to 2^63-1), uint32 length, uint32 crc, data
 *     end      int64 0, uint32 0, uint32 crc
 *
 * All numbers are little-endian. Each crc is the CRC-32 of what is before it in its record and of
 * the data, and goes on from the crc before: so nothing can be changed, left out, moved or cut off
 * without being noticed. Equal messages in equal order give equal dumps.
 */
import { crc32 } from 'node:zlib'
import type { Message, MessageType } from '../index.js'
import { exitCode } from './exit-codes.js'
import { Failure } from './failure.js'

const magic = Buffer.from('sysvmq-dump ')
const header = Buffer.from(`${magic}1\n`)
const headSize = 16
/** No kernel has larger messages: a length beyond this is damage, and no memory is asked for it. */
const maxLength = 2 ** 31 - 1

/** For one dump. */
export class DumpEncoder {
  #crc = 0

  header(): Buffer {
    return header
  }

  record({ type, data }: { type: MessageType; data: Uint8Array }): Buffer {
    return this.#encode(BigInt(type), data)
  }

  trailer(): Buffer {
    return this.#encode(0n, Buffer.alloc(0))
  }

  #encode(type: bigint, data: Uint8Array): Buffer {
    const head = Buffer.alloc(headSize)
    head.writeBigInt64LE(type, 0)
    head.writeUInt32LE(data.length, 8)
    this.#crc = crc32(data, crc32(head.subarray(0, 12), this.#crc))
    head.writeUInt32LE(this.#crc, 12)
    return Buffer.concat([head, data])
  }
}

/** The messages of a dump, each checked; ends after the end record, or throws a Failure (bad input). */
export async function* decodeDump(chunks: AsyncIterable<Buffer>): AsyncGenerator<Message> {
  const input = new Bytes(chunks)
  let count = 0
  let crc = 0
  const bad = (what: string) =>
    new Failure(exitCode.badInput, `${what}, after ${count} whole messages: is this file complete?`)

  const start = await input.take(header.length)
  if (!start.subarray(0, magic.length).equals(magic)) {
    throw new Failure(exitCode.badInput, 'this is no dump of sysvmq: it does not begin as one')
  }
  if (!start.equals(header)) {
    throw new Failure(exitCode.badInput, 'this dump is of a later version: use a later sysvmq')
  }
  for (;;) {
    const head = await input.take(headSize)
    if (head.length < headSize) throw bad('the dump is cut off')
    const type = head.readBigInt64LE(0)
    const length = head.readUInt32LE(8)
    if (type < 0n || length > maxLength) throw bad('the dump is damaged')
    const data = await input.take(length)
    if (data.length < length) throw bad('the dump is cut off')
    crc = crc32(data, crc32(head.subarray(0, 12), crc))
    if (crc !== head.readUInt32LE(12)) throw bad('the dump is damaged')
    if (type === 0n) {
      if ((await input.take(1)).length > 0) throw bad('something follows the end of the dump')
      return
    }
    count++
    yield { type: type <= BigInt(Number.MAX_SAFE_INTEGER) ? Number(type) : type, data }
  }
}

/** Chunks as bytes that are taken by the number. */
class Bytes {
  readonly #chunks: AsyncIterator<Buffer>
  #held: Buffer[] = []
  #size = 0

  constructor(chunks: AsyncIterable<Buffer>) {
    this.#chunks = chunks[Symbol.asyncIterator]()
  }

  /** Fewer only at the end of the input. */
  async take(size: number): Promise<Buffer> {
    while (this.#size < size) {
      const { done, value } = await this.#chunks.next()
      if (done) break
      this.#held.push(value)
      this.#size += value.length
    }
    const all = this.#held.length === 1 ? (this.#held[0] as Buffer) : Buffer.concat(this.#held)
    this.#held = [all.subarray(size)]
    this.#size = Math.max(0, this.#size - size)
    return all.subarray(0, size)
  }
}
