/** Options of a {@link UdpSource}, checked before anything is opened. */
import {
  checkBoolean,
  checkInteger,
  checkOptions,
  checkSignal,
  wrongType,
  wrongValue,
} from '../arguments.js'

export interface UdpSourceOptions {
  /** UDP port, 0 to 65535; default 9999. `0` lets the kernel pick a free one: see `address()`. */
  port?: number | undefined
  /**
   * The address to bind: an IPv4 or IPv6 literal, or a name, which is looked up once; default
   * `'127.0.0.1'`, so that only this machine can send. `'0.0.0.0'` and `'::'` are every interface.
   */
  host?: string | undefined
  /**
   * The bound: how many datagrams may wait for the consumer, at least 1; default 512. Those that come
   * on top are dropped and announced. Each may have 65,507 bytes.
   */
  highWaterMark?: number | undefined
  /**
   * SO_RCVBUF: bytes that the kernel keeps while this process is busy; default the system's
   * (net.core.rmem_default). The kernel cuts it to net.core.rmem_max without a word.
   */
  receiveBufferSize?: number | undefined
  /**
   * SO_REUSEADDR, default false: lets several sockets have the port; on Linux the last one gets all
   * that comes by unicast.
   */
  reuseAddr?: boolean | undefined
  /** Destroys the stream with an AbortError when it fires. For an orderly end use `stop()`. */
  signal?: AbortSignal | undefined
}

/** @internal */
export interface UdpSettings {
  readonly port: number
  readonly host: string
  readonly highWaterMark: number
  /** undefined: the system's. */
  readonly receiveBufferSize: number | undefined
  readonly reuseAddr: boolean
  readonly signal: AbortSignal | undefined
}

const intMax = 2 ** 31 - 1

function checkHost(host: unknown): string {
  if (typeof host !== 'string') throw wrongType('host', 'a string', host)
  // Node would take it for every interface.
  if (host === '') throw wrongValue('host', 'an IP address or a name', host)
  return host
}

/** @internal */
export function checkUdpOptions(options: UdpSourceOptions | undefined): UdpSettings {
  checkOptions('options', options)
  const size = options?.receiveBufferSize
  return {
    port: checkInteger('port', options?.port ?? 9999, 0, 65535),
    host: checkHost(options?.host ?? '127.0.0.1'),
    highWaterMark: checkInteger('highWaterMark', options?.highWaterMark ?? 512, 1, intMax),
    receiveBufferSize:
      size === undefined ? undefined : checkInteger('receiveBufferSize', size, 1, intMax),
    reuseAddr: checkBoolean('reuseAddr', options?.reuseAddr ?? false),
    signal: checkSignal('signal', options?.signal),
  }
}
