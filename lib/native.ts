/** The one door to the addon: loads it, and declares all that it exports. */
import { fileURLToPath } from 'node:url'
import bindings from 'bindings'

/** What msgctl(2) knows about a queue; times are in seconds since the epoch, 0 for never. */
export interface NativeStat {
  id: number
  key: number
  mode: number
  uid: number
  gid: number
  cuid: number
  cgid: number
  messages: number
  bytes: number
  maxBytes: number
  lastSendPid: number
  lastReceivePid: number
  lastSendTime: number
  lastReceiveTime: number
  lastChangeTime: number
}

/** The sysctls of the namespace, and what all its queues hold together. */
export interface NativeLimits {
  msgmax: number
  msgmnb: number
  msgmni: number
  queues: number
  messages: number
  bytes: number
}

/**
 * Batches, and the thread that waits. Its table is `[slab number, consumed, -, -]`, then four words
 * an entry (see table.ts). Each result below 0 is a negative errno.
 */
export interface NativeReader {
  /** Called when a wait() is over; fill() tells what it brought. */
  onready: (() => void) | undefined
  fill(limit: number): number
  /** The memory that the entries lie in. To be called once for each slab number. */
  slab(): ArrayBuffer
  wait(): number
  /** Ends the wait. True if a message had been taken by then: fill() returns it first. */
  cancel(): boolean
  select(type: number | bigint, except: boolean): void
  keepAlive(alive: boolean): void
  /** Puts back what is not consumed; returns what the queue did not take within `patience` ms. */
  close(patience: number): [type: bigint, data: Buffer][]
}

/** A message as it is kept in a ledger. */
export interface NativeKept {
  slot: number
  /** Attempts that have begun; only of one that was adopted just now. */
  attempts: number
  type: bigint
  /** If not, `length` is the least that it can be, and `text` is all of the slot. */
  lengthKnown: boolean
  length: number
  text: Buffer
}

/** A Problem of the core, `[kind, errno]`; see ledger/ledger-error.ts. */
export type NativeProblem = [kind: number, errno: number]

export interface NativeAdoption {
  /** Of the directory. */
  problem: NativeProblem | undefined
  messages: (NativeKept & { ledger: number })[]
  refused: [name: string, kind: number, errno: number][]
}

/**
 * As NativeReader, with messages that stay in a ledger. Its table is
 * `[slab number, ledger number, -, -]`, then four words an entry.
 */
export interface NativeAcknowledgedReader {
  onready: (() => void) | undefined
  /** To be called once, before all others but close(). */
  open(directory: string, slots: number): NativeProblem | undefined
  /** -ENOBUFS: every slot holds a message. -E2BIG: see problem(). */
  fill(limit: number): number
  problem(): NativeProblem
  slab(): ArrayBuffer
  /** Two words for each slot, state and attempts. To be called once for each ledger number. */
  words(): ArrayBuffer
  wait(): number
  /** Whether a wait() is not over. */
  waiting(): boolean
  cancel(): boolean
  keepAlive(alive: boolean): void
  adopt(enough: number): NativeAdoption
  /** For messages of adopted ledgers, as the next. */
  beginAttempt(ledger: number, slot: number, attempts: number): number
  settle(ledger: number, slot: number): number
  read(ledger: number, slot: number): NativeKept | NativeProblem
  /** @param discard - whether the messages are gone with their queue */
  close(discard: boolean): void
}

/** Its table is `[errno, still waiting, -, -]`, then four words an entry (see table.ts). */
export interface NativeSender {
  /** Called when a wait() is over, and on progress if it was asked to report. */
  onprogress: (() => void) | undefined
  /** The memory that texts are written to; each call must ask for more than the one before. */
  staging(size: number): ArrayBuffer | number
  /** How many entries are in the queue; the table says why not all. So do the next three. */
  send(first: number, end: number): number
  wait(first: number, end: number, report: boolean): number
  progress(): number
  cancel(): number
  keepAlive(alive: boolean): void
  close(): void
}

/**
 * A UDP socket that receives and sends many datagrams a call. Its tables have a header of four words,
 * then four an entry: offset, size, number of the sender, and whether that number stands for another
 * sender than before. `[generation, -, -, -]` heads the one of received datagrams, `[staged, -, -, -]`
 * that of answers. With a new generation no number stands for a sender any more.
 */
export interface NativeUdpSocket {
  /**
   * Undefined, or the system call that failed and its errno. `onevent(false)`: something is there to
   * receive. `onevent(true)`: what close() had to wait for is done.
   */
  open(
    address: string,
    port: number,
    reuseAddr: boolean,
    receiveBufferSize: number,
    onevent: (closed: boolean) => void,
  ): [call: string, errno: number] | undefined
  address(): [address: string, port: number]
  /** The number of entries, or a negative errno. Nothing may be staged: the generation may change. */
  receive(): number
  /** The bytes of the entries from one with offset 0 to the next one. To be called before receive(). */
  block(entry: number): ArrayBuffer
  /** Who sent an entry. */
  sender(entry: number): [address: string, port: number]
  /** The number of a sender, also of one that had none in this generation. */
  number(address: string, port: number): number
  /** Sends what is staged. */
  send(): void
  replies(): number
  replyErrors(): number
  /** What the kernel dropped, modulo 2^32. */
  dropped(): number
  keepAlive(alive: boolean): void
  /** Sends what is staged. True when it is closed, false when the kernel has no room for all of it. */
  close(): boolean
}

export interface Native {
  /** `slots` takes the slot of each entry. */
  AcknowledgedReader: new (
    id: number,
    type: number | bigint,
    except: boolean,
    slabSize: number,
    table: Int32Array,
    slots: Int32Array,
  ) => NativeAcknowledgedReader
  Reader: new (
    id: number,
    type: number | bigint,
    except: boolean,
    slabSize: number,
    table: Int32Array,
  ) => NativeReader
  Sender: new (id: number, table: Int32Array) => NativeSender
  UdpSocket: new (received: Int32Array, staged: Int32Array, texts: Uint8Array) => NativeUdpSocket
  get(key: number, flags: number): number
  stat(id: number): NativeStat | number
  statWithoutPermission(id: number): NativeStat | number
  set(id: number, uid: number, gid: number, mode: number, maxBytes: number): number
  /** Calls back on a thread's word; a negative errno when there can be no thread. */
  remove(id: number, callback: (errno: number) => void): number
  /** At once, on the calling thread: for a queue that has no messages to free. */
  removeEmpty(id: number): number
  list(): NativeStat[]
  limits(): NativeLimits
  ftok(path: string, projectId: number): number
  /**
   * Kills the process group with SIGKILL when the other end of the descriptor has been closed for
   * `grace` ms and the process is still there. A negative errno when there can be no thread.
   */
  followParent(descriptor: number, grace: number): number
  send(id: number, type: number | bigint, data: Uint8Array): number
  receive(
    id: number,
    type: number | bigint,
    except: boolean,
    pool: Uint8Array,
    offset: number,
    table: Int32Array,
  ): number
  copy(id: number, position: number, pool: Uint8Array, offset: number, table: Int32Array): number
}

const root = bindings.getRoot(fileURLToPath(import.meta.url))

// bindings is not typed beyond `any`; the interface above is kept in step with cpp/binding by hand.
export const native = bindings({ bindings: 'sysvmq', module_root: root }) as Native
