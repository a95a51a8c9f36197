/** KEY on the command line: which queue is meant. */
import { InvalidArgumentError } from 'commander'
import { ftok, MessageQueue } from '../index.js'

export type Target = { readonly key: number } | { readonly id: number }

export const targetHelp = `KEY is one of
  0x3000111         the key in hex, as ipcs prints it
  50331921          the key as a number, signed or not
  id:32768          the msqid; private queues have nothing else
  path:FILE[,ID]    ftok(3) of a file that exists and a project id: 1 to 255 or one character (1)`

/** @throws InvalidArgumentError, which is a usage error */
export function parseTarget(text: string): Target {
  const [, kind, rest = ''] = /^(id|path):(.*)$/s.exec(text) ?? []
  if (kind === 'id') return { id: parseId(rest) }
  if (kind === 'path') return { key: parsePath(rest) }
  if (/^0x[0-9a-f]{1,8}$/i.test(text)) return { key: checkKey(Number.parseInt(text, 16)) }
  if (/^-?\d{1,10}$/.test(text)) return { key: checkKey(Number(text)) }
  throw new InvalidArgumentError('a KEY is a number, 0x hex, id:N or path:FILE[,ID].')
}

function parseId(text: string): number {
  const id = /^\d{1,10}$/.test(text) ? Number(text) : Number.NaN
  if (!(id < 2 ** 31)) throw new InvalidArgumentError('an id is a number from 0 to 2147483647.')
  return id
}

function checkKey(key: number): number {
  if (key < -(2 ** 31) || key >= 2 ** 32) throw new InvalidArgumentError('a key has 32 bits.')
  if (key === 0) {
    throw new InvalidArgumentError('key 0 names no queue (IPC_PRIVATE); use id:N.')
  }
  return key >>> 0
}

function parsePath(text: string): number {
  const [, file = text, id = '1'] = /^(.+),(\d{1,3}|[^,])$/s.exec(text) ?? []
  try {
    return ftok(file, id.length > 1 || /\d/.test(id) ? Number(id) : id)
  } catch (error) {
    throw new InvalidArgumentError((error as Error).message)
  }
}

/** For an argument that may be repeated. */
export function parseTargets(text: string, before: readonly Target[] = []): Target[] {
  return [...before, parseTarget(text)]
}

/** Whether this is the queue that is meant. */
export function matches(target: Target, queue: { id: number; key: number }): boolean {
  return 'id' in target ? target.id === queue.id : target.key === queue.key
}

/** @throws QueueError ENOENT, EIDRM */
export function openTarget(target: Target): MessageQueue {
  return 'id' in target ? MessageQueue.attach(target.id) : MessageQueue.open(target.key)
}

/** As KEY is written, for messages and for the next command. */
export function nameOf({ id, key }: { id: number; key: number }): string {
  return key === 0 ? `id:${id}` : formatKey(key)
}

export function formatKey(key: number): string {
  return `0x${key.toString(16).padStart(8, '0')}`
}
