/** A worker's side of a pool: it is ready, counts what it takes, and stops in order. */
import type { Readable } from 'node:stream'
import { AbortError } from '../abort.js'
import { wrongType } from '../arguments.js'
import type {
  AcknowledgedMessage,
  AcknowledgedReadable,
  AcknowledgedReadableOptions,
} from '../ledger/index.js'
import { ConsumedCount } from './consumed-count.js'
import { PoolLink } from './pool-link.js'
import { takeSettings } from './protocol.js'

/** A Readable that can be asked to take no more, and to end when what it has has flowed. */
export interface StoppableReadable extends Readable {
  stop(): unknown
}

/** Whatever makes such streams: a MessageQueue, or anything with this method. */
export interface ReadableSource<Options, Stream extends StoppableReadable> {
  createReadStream(options?: Options): Stream
}

/** A MessageQueue, as it is where streams are acknowledged. */
export interface AcknowledgedSource {
  createReadStream(options: AcknowledgedReadableOptions): AcknowledgedReadable
}

/**
 * What `for await` gets of a stream. The streams of this library have two signatures of next(), of
 * which the second is that of any Readable.
 */
export type ItemOf<Stream> = Stream extends { [Symbol.asyncIterator](): { next: infer Next } }
  ? Next extends {
      (): Promise<IteratorResult<infer First>>
      (): Promise<IteratorResult<infer Second>>
    }
    ? unknown extends First
      ? Second
      : First
    : never
  : never

/** The worker that this process is. There is one, which `poolWorker()` returns. */
export class PoolWorker {
  /** Its place in the pool, 0 to size - 1; its successor has the same. 0 without a pool. */
  readonly index: number
  /** Whether a pool has started this process. */
  readonly supervised: boolean
  /** Fires when the worker is asked to stop: for timers, servers and whatever else keeps it alive. */
  readonly signal: AbortSignal

  readonly #link: PoolLink | undefined
  readonly #count: ConsumedCount
  readonly #stopping = new AbortController()
  readonly #streams = new Set<StoppableReadable>()
  #ready = false

  /** @internal */
  constructor() {
    const settings = takeSettings()
    this.index = settings?.index ?? 0
    this.supervised = settings !== null
    this.signal = this.#stopping.signal
    this.#count = new ConsumedCount(settings?.maxMessages ?? Number.POSITIVE_INFINITY, () =>
      this.#link?.report('due'),
    )
    if (settings) {
      this.#link = new PoolLink(
        settings,
        () => this.#count.value,
        () => this.stop(),
      )
    } else {
      this.#stopBySignal()
    }
  }

  /**
   * `source.createReadStream(options)`, or a stream that is there already. Its `stop()` is called when
   * the worker is asked to stop: it takes no more, what it has flows on, and the pipeline ends. Its
   * items count for the pool's `maxMessages`. The first call makes the worker ready.
   *
   * @throws what createReadStream throws; ERR_INVALID_ARG_TYPE where there is no such method, or its
   *   stream has no `stop()`
   *
   * @example
   * const worker = poolWorker()
   * await pipeline(worker.readable(queue, { type: 0 }), transform, sink)
   */
  readable<Options, Stream extends StoppableReadable>(
    source: ReadableSource<Options, Stream>,
    options?: Options,
  ): Stream
  /** With `acknowledge: true`. */
  readable(source: AcknowledgedSource, options: AcknowledgedReadableOptions): AcknowledgedReadable
  /** A stream that is there already. */
  readable<Stream extends StoppableReadable>(stream: Stream): Stream
  readable(source: unknown, options?: unknown): StoppableReadable {
    return this.#open(source, options)
  }

  /**
   * Calls the handler with one item of `readable(source, options)` after the other, each when it has
   * resolved for the one before. Of an acknowledged stream each is acknowledged then.
   *
   * Resolves when the worker has been asked to stop and what was read ahead is handled. When the
   * handler throws, rejects with that, and what was read ahead goes back; let that end the process, and
   * the pool starts another.
   *
   * @example
   * await poolWorker().handle(queue, async ({ type, data }) => store(type, data))
   */
  async handle<Options, Stream extends StoppableReadable>(
    source: ReadableSource<Options, Stream>,
    handler: (item: ItemOf<Stream>) => unknown,
    options?: Options,
  ): Promise<void>
  /** With `acknowledge: true`: each message is acknowledged when the handler has resolved for it. */
  async handle(
    source: AcknowledgedSource,
    handler: (message: AcknowledgedMessage) => unknown,
    options: AcknowledgedReadableOptions,
  ): Promise<void>
  /** The items of a stream that is there already. */
  async handle<Stream extends StoppableReadable>(
    stream: Stream,
    handler: (item: ItemOf<Stream>) => unknown,
  ): Promise<void>
  async handle(
    source: unknown,
    handler: (item: never) => unknown,
    options?: unknown,
  ): Promise<void> {
    if (typeof handler !== 'function') throw wrongType('handler', 'a function', handler)
    for await (const item of this.#open(source, options)) {
      // By the signatures above it is what the handler takes.
      await handler(item as never)
      item?.ack?.()
    }
  }

  /** Tells the pool that this worker is at work, where it uses neither readable() nor handle(). */
  ready(): void {
    if (this.#ready) return
    this.#ready = true
    this.#link?.report('ready')
  }

  /**
   * Stops it as the pool does. The process ends when nothing keeps it alive any more: close what you
   * have opened.
   */
  stop(): void {
    if (this.signal.aborted) return
    for (const stream of this.#streams) stream.stop()
    this.#stopping.abort(new AbortError('The worker was asked to stop'))
  }

  #open(source: unknown, options: unknown): StoppableReadable {
    const stream = isSource(source) ? source.createReadStream(options) : source
    if (!isStoppable(stream)) {
      throw wrongType(
        'source',
        'an object with createReadStream(), or a Readable with stop()',
        source,
      )
    }
    if (this.#streams.has(stream)) return stream
    this.#count.add(stream)
    this.#streams.add(stream)
    stream.once('close', () => this.#streams.delete(stream))
    if (this.signal.aborted) stream.stop()
    this.ready()
    return stream
  }

  /** By hand, without a pool: the first signal stops in order, the next one is as if nobody listened. */
  #stopBySignal(): void {
    const stop = () => this.stop()
    process.on('SIGTERM', stop).on('SIGINT', stop)
    this.signal.addEventListener('abort', () => {
      process.off('SIGTERM', stop).off('SIGINT', stop)
    })
  }
}

function isSource(source: unknown): source is ReadableSource<unknown, StoppableReadable> {
  return typeof Object(source).createReadStream === 'function'
}

function isStoppable(stream: unknown): stream is StoppableReadable {
  return typeof Object(stream).stop === 'function'
}

let worker: PoolWorker | undefined

/**
 * This process as a worker of the pool that has started it. Started by hand, without a pool, it works as
 * well, and SIGTERM and Ctrl-C stop it.
 *
 * From the first call on it says to the pool that it lives (each `heartbeatInterval`), and it is ready
 * with the first readable(), handle() or ready(). SIGTERM, and the end of the pool's process, stop
 * it: see {@link PoolWorker.stop}.
 */
export function poolWorker(): PoolWorker {
  worker ??= new PoolWorker()
  return worker
}
