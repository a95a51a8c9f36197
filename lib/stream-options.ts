/** Options of the two streams, and what their checks have in common. */
import { checkBoolean, checkInteger, checkOptions, checkSignal, wrongValue } from './arguments.js'
import type { ChunkType, QueueChunk } from './chunk.js'
import type { QueueIdentity } from './errors.js'
import type { Selection } from './message.js'
import type { Overflow } from './overflow.js'

/** Options of a QueueReadable. */
export interface QueueReadableOptions extends Selection {
  /**
   * How many messages may be read ahead of the consumer, default 64. They are this reader's alone
   * meanwhile: where handlers are slow and others could take over use 0, which takes a message only
   * when it is asked for one.
   *
   * What a Transform or Writable behind this stream has been handed counts as consumed, also while it
   * waits in that one's buffer: bound it there with a highWaterMark of 1.
   */
  highWaterMark?: number | undefined
  /** Destroys the stream with an AbortError when it fires. */
  signal?: AbortSignal | undefined
  /**
   * Whether messages have a frame, as a QueueWritable with `frame: true` gives them. What has none that
   * fits is delivered as it is; `message.framed` tells. Default false.
   */
  frame?: boolean | undefined
  /** `true` is for an AcknowledgedReadable, as `queue.createReadStream()` returns it then. */
  acknowledge?: false | undefined
}

/** Options of a QueueWritable. */
export interface QueueWritableOptions<Chunk extends QueueChunk = QueueChunk> {
  /**
   * The type of chunks that have none of their own (default 1), or a function that tells the type of
   * each chunk, whatever its own is.
   */
  type?: ChunkType<Chunk> | undefined
  /** Chunks that may wait before write() returns false; default 64. */
  highWaterMark?: number | undefined
  /**
   * What becomes of a message that finds no room in the queue:
   * - `'wait'` (default): it waits, and what was written after it behind it: backpressure.
   * - `'reject'`: it is `rejected` at once, with EAGAIN, and the stream goes on.
   * - `'drop-oldest'`: the oldest message of its type is taken out of the queue (msgrcv(2), which needs
   *   read permission) and announced as `dropped`, again until there is room. It may be anybody's.
   *   Where there is none of this type the message waits.
   */
  overflow?: Overflow | undefined
  /**
   * How long a message may wait for room, in ms from its write() on: 0 to 2^31-1, or Infinity
   * (default). Then it is `rejected`, with ETIMEDOUT, and the stream goes on. Each is tried once,
   * also with 0, and also when its turn comes late. Not with overflow `'reject'`.
   */
  timeout?: number | undefined
  /**
   * Puts a header of 12 bytes before each text: `f8 53 51 46`, the length and the CRC-32 of the text, both
   * 32 bits, little-endian. All readers need `frame: true` then. It makes also the length of binary
   * messages certain when an acknowledged reader is killed. Default false.
   */
  frame?: boolean | undefined
  /** Destroys the stream with an AbortError when it fires. */
  signal?: AbortSignal | undefined
}

const defaultHighWaterMark = 64

/** @returns what both need of their arguments, checked */
export function checkStream(
  queue: QueueIdentity,
  options:
    | {
        highWaterMark?: number | undefined
        signal?: AbortSignal | undefined
        acknowledge?: false | undefined
        frame?: boolean | undefined
      }
    | undefined,
) {
  checkOptions('options', options)
  const { highWaterMark, signal, acknowledge = false, frame = false } = options ?? {}
  if (checkBoolean('acknowledge', acknowledge)) {
    throw wrongValue('acknowledge', 'false; with true use queue.createReadStream()', acknowledge)
  }
  const { id, key } = queue ?? {}
  return {
    id: checkInteger('queue.id', id, 0, 2 ** 31 - 1),
    key: key === undefined ? undefined : checkInteger('queue.key', key, 0, 2 ** 32 - 1),
    highWaterMark: checkInteger(
      'highWaterMark',
      highWaterMark ?? defaultHighWaterMark,
      0,
      2 ** 31 - 1,
    ),
    signal: checkSignal('signal', signal),
    framed: checkBoolean('frame', frame),
  }
}
