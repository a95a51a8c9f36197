/** What the kernel knows of a queue. */
import type { NativeStat } from './native.js'

/** msqid_ds of msgctl(2) with IPC_STAT. */
export interface QueueStat {
  /** msqid */
  readonly id: number
  /** Unsigned; 0 for a private queue. */
  readonly key: number
  /** Permission bits, such as 0o600. */
  readonly mode: number
  /** Owner. */
  readonly uid: number
  readonly gid: number
  /** Creator. */
  readonly cuid: number
  readonly cgid: number
  /** Messages that wait now (msg_qnum). */
  readonly messages: number
  /** Bytes of text in them (msg_cbytes). */
  readonly bytes: number
  /** The most bytes, and the most messages, that may wait (msg_qbytes). */
  readonly maxBytes: number
  /** Who sent last; 0 for nobody yet. */
  readonly lastSendPid: number
  /** Who received last; 0 for nobody yet. Of a receiver that slept it is the thread's id. */
  readonly lastReceivePid: number
  /** To the second; null for never. */
  readonly lastSendTime: Date | null
  /** To the second; null for never. */
  readonly lastReceiveTime: Date | null
  /** When it was made or its settings changed last; to the second. */
  readonly lastChangeTime: Date | null
}

function toDate(seconds: number): Date | null {
  return seconds === 0 ? null : new Date(seconds * 1000)
}

export function toQueueStat(stat: NativeStat): QueueStat {
  return {
    ...stat,
    lastSendTime: toDate(stat.lastSendTime),
    lastReceiveTime: toDate(stat.lastReceiveTime),
    lastChangeTime: toDate(stat.lastChangeTime),
  }
}
