/** What `bench` measures, each for a while on a queue that nobody else uses. */
import { type ChildProcess, fork } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'
import type { MessageQueue } from '../../index.js'
import { Turn } from '../turn.js'

export interface Task {
  readonly queue: MessageQueue
  /** Bytes of a message. */
  readonly size: number
  /** How long, in ms. */
  readonly time: number
  readonly signal: AbortSignal
}

const peerFile = fileURLToPath(new URL('./peer.js', import.meta.url))

/** With the other process; when this resolves that is gone, and so is what it had sent. */
async function withPeer<T>(what: string, task: Task, work: () => Promise<T>): Promise<T> {
  const peer: ChildProcess = fork(peerFile, [what, `${task.queue.id}`, `${task.size}`])
  const gone = once(peer, 'exit')
  try {
    return await work()
  } finally {
    peer.disconnect()
    await gone
    while (task.queue.tryReceive() !== null);
  }
}

function perSecond(count: number, milliseconds: number): number {
  return Math.round((count / milliseconds) * 1000)
}

/** Messages a second from another process, by its Writable and our Readable. */
export function streams(task: Task): Promise<number> {
  return withPeer('send', task, async () => {
    // From the first message on: a process takes a while to start.
    await task.queue.receive({ signal: task.signal })
    const begun = performance.now()
    let count = 0
    for await (const _ of task.queue.createReadStream({ signal: task.signal })) {
      count++
      if (performance.now() - begun >= task.time) break
    }
    return perSecond(count, performance.now() - begun)
  })
}

export interface RoundTrip {
  /** ms */
  readonly p50: number
  readonly p99: number
}

/** From here to another process and back, one message at a time. */
export function roundTrip(task: Task): Promise<RoundTrip> {
  const { queue, signal } = task
  const data = Buffer.alloc(task.size, 'x')
  return withPeer('echo', task, async () => {
    const times: number[] = []
    const once = async () => {
      const begun = performance.now()
      await queue.send(data, { type: 1, signal })
      await queue.receive({ type: 2, signal })
      times.push(performance.now() - begun)
    }
    await once()
    times.length = 0
    for (const begun = performance.now(); performance.now() - begun < task.time; ) await once()
    times.sort((a, b) => a - b)
    const at = (share: number) => times[Math.floor(times.length * share)] as number
    return { p50: at(0.5), p99: at(0.99) }
  })
}

/** Messages a second by trySend() and tryReceive(), in this process alone. */
export async function calls({ queue, size, time, signal }: Task): Promise<number> {
  const data = Buffer.alloc(size, 'x')
  const turn = new Turn(signal)
  let count = 0
  const begun = performance.now()
  for (; performance.now() - begun < time; count += 100) {
    await turn.next()
    for (let i = 0; i < 100; i++) {
      queue.trySend(data)
      queue.tryReceive()
    }
  }
  return perSecond(count, performance.now() - begun)
}
