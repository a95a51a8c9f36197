/** A worker's side of a pool: it is ready, counts what it takes, and stops in order. */
import type { Readable } from 'node:stream'
import { AbortError } from '../abort.js'
import { wrongType } from '../arguments.js'
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

/** What `for await` gets of a stream. */
export type ItemOf<Stream> = Stream extends { [Symbol.asyncIterator](): infer Iterator }
  ? Iterator extends { next(): Promise<IteratorResult<infer Item>> }
    ? Item
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
   * `source.createReadStream(options)`, whose `stop()` is called when the worker is asked to stop: it
   * takes no more, what it has flows on, and the pipeline ends. Its items count for the pool's
   * `maxMessages`. The first call makes the worker ready.
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
  ): Stream {
    if (typeof source?.createReadStream !== 'function') {
      throw wrongType('source', 'an object with createReadStream()', source)
    }
    return this.#adopt(source.createReadStream(options))
  }

  /**
   * Calls the handler with one item after the other, each when it has resolved for the one before.
   * Resolves when the worker has been asked to stop and what was read ahead is handled. When the
   * handler throws, rejects with that, and what was read ahead goes back; let that end the process,
   * and the pool starts another.
   *
   * @param source - a MessageQueue or the like, or a stream, as for readable()
   * @param options - for createReadStream()
   *
   * @example
   * await poolWorker().handle(queue, async ({ type, data }) => store(type, data))
   */
  async handle<Options, Stream extends StoppableReadable>(
    source: ReadableSource<Options, Stream> | Stream,
    handler: (item: ItemOf<Stream>) => unknown,
    options?: Options,
  ): Promise<void> {
    if (typeof handler !== 'function') throw wrongType('handler', 'a function', handler)
    const stream = isSource(source) ? this.readable(source, options) : this.#adopt(source)
    for await (const item of stream) await handler(item)
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

  #adopt<Stream extends StoppableReadable>(stream: Stream): Stream {
    if (typeof stream?.stop !== 'function')
      throw wrongType('stream', 'a stream with stop()', stream)
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

function isSource<Options, Stream extends StoppableReadable>(
  source: ReadableSource<Options, Stream> | Stream,
): source is ReadableSource<Options, Stream> {
  return typeof Object(source).createReadStream === 'function'
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
