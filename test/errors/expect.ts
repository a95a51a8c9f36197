/** What a failure must look like, down to what it says to do. */
import { once } from 'node:events'
import { constants } from 'node:os'
import type { Test } from 'tap'
import { QueueError, type Syscall } from '../../lib/index.js'

export interface Expected {
  code: string
  syscall: Syscall
  /** Of the queue; undefined where there is none. */
  id?: number | undefined
  key?: number | undefined
  /** The advice, and whatever it must name. */
  says: RegExp
}

/** What `action` throws, or rejects with. */
export async function failure(action: () => unknown): Promise<unknown> {
  try {
    await action()
  } catch (error) {
    return error
  }
  return undefined
}

/** The error that a stream is destroyed with. */
export async function errorOf(stream: NodeJS.EventEmitter): Promise<unknown> {
  const [error] = await once(stream, 'error')
  return error
}

/** As JSON can carry it to another process: an error's message is left out there. */
export function toPlain(error: unknown): unknown {
  return error instanceof Error ? { ...error, message: error.message } : error
}

/** Our own codes are not in errno(3). */
const errnoOf: Record<string, number> = {
  ...constants.errno,
  ERR_MESSAGE_TOO_BIG: constants.errno.EMSGSIZE,
}

export function isQueueError(t: Test, error: unknown, expected: Expected): void {
  if (!(error instanceof QueueError)) {
    t.fail('not a QueueError', { error, expected })
    return
  }
  const { code, syscall, id, key, says } = expected
  t.strictSame(
    { name: error.name, code: error.code, errno: error.errno, syscall: error.syscall },
    { name: 'QueueError', code, errno: errnoOf[code], syscall },
  )
  t.strictSame({ id: error.id, key: error.key }, { id, key }, 'tells which queue')
  t.match(error.message, says)
  t.match(error.message, /: .{10,}$/, 'says what to do')
}

/** Has `action` fail, now or later. */
export async function fails(t: Test, action: () => unknown, expected: Expected): Promise<void> {
  isQueueError(t, await failure(action), expected)
}
