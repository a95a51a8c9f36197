/** One way to get messages from one process to another: a column of the matrix. */

/**
 * What a program of an implementation is asked to do, and with which arguments. KEY is the key of a
 * queue; for those without queues it is the path of a socket, or means nothing.
 *
 * - receive KEY                            until a message of one byte; says `ready` first
 * - send KEY SIZE COUNT READERS            and then a message of one byte for each reader
 * - echo REQUESTS REPLIES                  says `ready` first
 * - ask REQUESTS REPLIES SIZE ROUNDS PAUSE_US WARM_UP
 * - select KEY TIMES                       messages of type 2, from behind those that wait
 * - job KEY PORT                           the whole UDP job, until SIGTERM
 */
export type Role = 'receive' | 'send' | 'echo' | 'ask' | 'select' | 'job'

export interface Implementation {
  readonly name: string
  readonly title: string
  /** What carries the messages: only a queue has a size, and a C program as its sender. */
  readonly transport: 'queue' | 'socket' | 'channel'
  /** The share of a case's messages that it gets, so that a slow one takes no minutes. */
  readonly pace: number
  /** The largest message that it can receive; no limit of its own when absent. */
  readonly maxSize?: number
  /** The command of a role, to which the role's arguments are added; absent: it has no such role. */
  readonly commands: Readonly<Partial<Record<Role, readonly string[]>>>
  /** Why it can't run here; undefined when it can. */
  absent(): Promise<string | undefined>
}
