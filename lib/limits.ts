/** The limits that hold in this IPC namespace. */
import { native } from './native.js'

export interface Limits {
  /** sysctl kernel.msgmax: the largest message, in bytes; 8192 unless changed. */
  readonly msgmax: number
  /** sysctl kernel.msgmnb: maxBytes of a new queue, and the most that one can be given without CAP_SYS_RESOURCE; 16384 unless changed. */
  readonly msgmnb: number
  /** sysctl kernel.msgmni: how many queues there can be; 32000 unless changed. */
  readonly msgmni: number
  /** How many queues there are now. */
  readonly queues: number
  /** Messages in all of them. */
  readonly messages: number
  /** Bytes in all of them. */
  readonly bytes: number
}

/** msgctl(2) with IPC_INFO and MSG_INFO. Read anew at each call: a sysctl can change. */
export function limits(): Limits {
  return native.limits()
}
