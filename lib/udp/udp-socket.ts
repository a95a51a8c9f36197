/** What the stream asks of a socket, and no more: the one place that knows the addon's. */
import dns from 'node:dns'
import { isIP } from 'node:net'
import { constants } from 'node:os'
import type { MessageData } from '../message.js'
import { native } from '../native.js'
import { closed, type OpenHandle, opened } from '../open-handles.js'
import { ReplyBatch } from './reply-batch.js'
import { type Sender, Senders, toAddress, type UdpAddress } from './sender.js'
import { systemError, UdpError } from './udp-error.js'
import type { UdpSettings } from './udp-options.js'
import { makeUdpTable, wordOf } from './udp-table.js'

/** Datagrams a system call, either way; what is received in one turn of the event loop at most. */
const batchSize = 64
/** Larger than any datagram. */
const replyMemory = 64 * 1024
// Word of the table's header.
const generationWord = 0

/** What the socket tells; after close() nothing. */
export interface UdpSocketHandlers {
  listening(address: UdpAddress): void
  message(data: Buffer, sender: Sender): void
  /** Could not be opened, or broke: close it. */
  error(error: UdpError): void
}

export class UdpSocket implements OpenHandle {
  readonly #settings: UdpSettings
  readonly #handlers: UdpSocketHandlers
  readonly #table = makeUdpTable(batchSize)
  readonly #native
  readonly #senders: Senders
  readonly #replies: ReplyBatch
  #refused = 0
  /** The batch: entries from #next to #count are not handed over yet. */
  #next = 0
  #count = 0
  /** What the block of the next entry is in. */
  #memory = new ArrayBuffer(0)
  #bound = false
  #closing = false
  #closed: (() => void) | undefined

  constructor(settings: UdpSettings, handlers: UdpSocketHandlers) {
    this.#settings = settings
    this.#handlers = handlers
    const table = makeUdpTable(batchSize)
    const memory = Buffer.alloc(replyMemory)
    this.#native = new native.UdpSocket(this.#table, table, memory)
    this.#senders = new Senders(this.#native)
    this.#replies = new ReplyBatch(this.#native, this.#senders, table, memory)
  }

  /** `listening` or `error` follows; for a literal host already before this returns. */
  open(): void {
    const { host } = this.#settings
    if (isIP(host)) {
      this.#bind(host)
      return
    }
    dns.lookup(host, (error, address) => {
      if (this.#closing) return
      if (error) this.#fail(error, host)
      else this.#bind(address)
    })
  }

  /** Precondition: listening, and not closed. */
  send(data: MessageData, sender: Sender): void {
    if (!this.#replies.add(data, sender)) this.#refused++
  }

  /** Answers that the kernel took, up to this moment. */
  get replies(): number {
    this.#replies.flush()
    return this.#native.replies()
  }

  /** Answers that it did not take. */
  get replyErrors(): number {
    this.#replies.flush()
    return this.#native.replyErrors() + this.#refused
  }

  /** Datagrams that the kernel dropped, also after close(); null before it is bound. */
  get kernelDropped(): number | null {
    return this.#bound ? this.#native.dropped() : null
  }

  /** Whether it keeps the event loop alive. An answer that the kernel has no room for always does. */
  keepAlive(alive: boolean): void {
    this.#native.keepAlive(alive)
  }

  /** Hands over what is received already, which is a batch at most. */
  deliver(): void {
    try {
      while (this.#next < this.#count) this.#deliverNext()
    } finally {
      // A handler has thrown: the others come in a turn of their own.
      if (this.#next < this.#count) setImmediate(() => this.deliver())
    }
  }

  /** Receives nothing more, and closes when all was sent. Idempotent, but for `whenClosed`. */
  close(whenClosed?: () => void): void {
    this.#closing = true
    closed(this)
    this.#closed = whenClosed
    this.#replies.clear()
    if (this.#native.close()) this.#closed?.()
  }

  /** @internal */
  closeAtExit(): void {
    this.#replies.flushAtOnce()
  }

  #bind(address: string): void {
    const { port, reuseAddr, receiveBufferSize = 0 } = this.#settings
    const failure = this.#native.open(address, port, reuseAddr, receiveBufferSize, this.#tell)
    if (failure) {
      this.#fail(systemError(...failure), address)
      return
    }
    opened(this)
    this.#bound = true
    this.#handlers.listening(toAddress(this.#native.address()))
  }

  #fail(error: NodeJS.ErrnoException, address: string, port = this.#settings.port): void {
    this.#handlers.error(new UdpError(error, address, port))
  }

  readonly #tell = (isClosed: boolean): void => {
    if (isClosed) this.#closed?.()
    else if (this.#next < this.#count || this.#receive()) this.deliver()
  }

  /** Takes the next batch; false when there is none. */
  #receive(): boolean {
    this.#replies.flush()
    const result = this.#native.receive()
    if (result > 0) {
      this.#next = 0
      this.#count = result
      this.#senders.begin(this.#table[generationWord] as number)
      return true
    }
    if (result !== -constants.errno.EAGAIN) {
      this.#fail(systemError('recvmmsg', -result), ...this.#native.address())
    }
    return false
  }

  #deliverNext(): void {
    const entry = this.#next++
    const word = wordOf(entry)
    // Within the table by the count.
    const offset = this.#table[word] as number
    const size = this.#table[word + 1] as number
    const number = this.#table[word + 2] as number
    const sender = this.#senders.of(entry, number, this.#table[word + 3] !== 0)
    if (offset === 0) this.#memory = this.#native.block(entry)
    this.#handlers.message(Buffer.from(this.#memory, offset, size), sender)
  }
}
