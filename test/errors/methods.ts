/** Everything that can be done to a queue, and the call of the kernel that refuses it. */
import { once } from 'node:events'
import type { MessageQueue, Syscall } from '../../lib/index.js'

export interface Method {
  readonly syscall: Syscall
  /** Throws or rejects when it fails. */
  use(queue: MessageQueue): unknown
}

async function read(queue: MessageQueue): Promise<void> {
  const reader = queue.createReadStream()
  const [message] = await once(reader, 'data')
  reader.destroy()
  await once(reader, 'close')
  return message
}

async function write(queue: MessageQueue): Promise<void> {
  const writer = queue.createWriteStream()
  writer.end('x')
  await once(writer, 'finish')
}

export const readers: Record<string, Method> = {
  tryReceive: { syscall: 'msgrcv', use: (queue) => queue.tryReceive() },
  receive: { syscall: 'msgrcv', use: (queue) => queue.receive() },
  createReadStream: { syscall: 'msgrcv', use: read },
}

export const writers: Record<string, Method> = {
  trySend: { syscall: 'msgsnd', use: (queue) => queue.trySend('x') },
  send: { syscall: 'msgsnd', use: (queue) => queue.send('x') },
  createWriteStream: { syscall: 'msgsnd', use: write },
}

export const owners: Record<string, Method> = {
  set: { syscall: 'msgctl', use: (queue) => queue.set({ mode: 0o600 }) },
  remove: { syscall: 'msgctl', use: (queue) => queue.remove() },
}

export const stat: Method = { syscall: 'msgctl', use: (queue) => queue.stat() }
export const peek: Method = { syscall: 'msgrcv', use: (queue) => queue.peek() }
