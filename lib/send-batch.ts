/** What a stream asked to write, on its way into the queue: staged, sent and told of batch by batch. */
import { type ChunkType, type QueueChunk, type QueueMessage, toMessage } from './chunk.js'
import type { QueueIdentity } from './errors.js'
import type { NativeSender } from './native.js'
import { Staging } from './staging.js'

/** As Node hands them to _writev. */
export interface PendingChunk {
  readonly chunk: unknown
}

/** How chunks become messages. */
export interface MessageForm<Chunk extends QueueChunk> {
  readonly type: ChunkType<Chunk>
  readonly framed: boolean
}

export class SendBatch<Chunk extends QueueChunk> {
  readonly #staging: Staging
  readonly #form: MessageForm<Chunk>
  #chunks: readonly PendingChunk[] = []
  /** The chunk that is the first staged entry; those before it are done. */
  #first = 0
  /** Staged entries that are done. */
  #done = 0
  /** What became of the chunk behind the last staged one, if it could not be staged with it. */
  #held: QueueMessage | Error | undefined

  constructor(
    queue: QueueIdentity,
    native: NativeSender,
    table: Int32Array,
    capacity: number,
    form: MessageForm<Chunk>,
  ) {
    this.#staging = new Staging(queue, native, table, capacity)
    this.#form = form
  }

  /** Takes on chunks. Precondition: those before are all done. */
  begin(chunks: readonly PendingChunk[]): void {
    this.#chunks = chunks
    this.#first = 0
    this.#done = 0
    this.#staging.clear()
  }

  /** Entries of the staged batch that are done. */
  get done(): number {
    return this.#done
  }

  /** Entries of the staged batch. */
  get staged(): number {
    return this.#staging.count
  }

  /** What begin() was given. */
  get all(): readonly PendingChunk[] {
    return this.#chunks
  }

  /** Which of them is the next. */
  get position(): number {
    return this.#first + this.#done
  }

  /** Chunks that are not done. */
  get left(): readonly PendingChunk[] {
    return this.#chunks.slice(this.position)
  }

  /** Bytes of a staged text. */
  size(entry: number): number {
    return this.#staging.size(entry)
  }

  /** Marks the next chunk as done, staged or not, and returns it. */
  next(): unknown {
    const pending = this.#chunks[this.#first + this.#done]
    if (this.#done < this.#staging.count) this.#done++
    else this.#first++
    return pending?.chunk
  }

  /** Marks entries before `end` as done. */
  skipTo(end: number): void {
    this.#done = Math.max(this.#done, end)
  }

  /**
   * Stages what fits. Precondition: all that is staged is done.
   *
   * @returns an Error instead if the next chunk can be no message: next() passes over it
   */
  stage(): Error | undefined {
    this.#first += this.#done
    this.#done = 0
    this.#staging.clear()
    for (;;) {
      const pending = this.#chunks[this.#first + this.#staging.count]
      if (pending === undefined) return
      this.#held ??= toMessage(pending.chunk, this.#form.type, this.#form.framed)
      if (!(this.#held instanceof Error) && this.#add(this.#held)) {
        this.#held = undefined
        continue
      }
      // Those before it go first.
      if (this.#staging.count > 0) return
      if (this.#held instanceof Error) {
        const error = this.#held
        this.#held = undefined
        return error
      }
    }
  }

  /** False when it has no room, or never will: then that error is held in its place. */
  #add(message: QueueMessage): boolean {
    try {
      return this.#staging.add(message.data, message.type)
    } catch (error) {
      this.#held = error as Error
      return false
    }
  }
}
