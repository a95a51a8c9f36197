/** What ties a worker to its pool: it reports by IPC, and knows when the pool wants it to stop or is gone. */
import { getSystemErrorName } from 'node:util'
import { native } from '../native.js'
import { lifelineDescriptor, type WorkerReport, type WorkerSettings } from './protocol.js'

export class PoolLink {
  readonly #messages: () => number
  /** Whether the last heartbeat is still on its way: a pool that is busy need not hear each. */
  #pending = false

  /**
   * @param messages - how many have been taken
   * @param stop - called when the pool asks for it, and when the pool is gone; more than once
   */
  constructor(settings: WorkerSettings, messages: () => number, stop: () => void) {
    this.#messages = messages
    process.on('SIGTERM', stop)
    // Also when this thread computes without a pause and is never told of the end of the channel.
    const result = native.followParent(lifelineDescriptor, settings.stopTimeout)
    if (result < 0) {
      throw new Error(`A worker can't follow its pool: ${getSystemErrorName(result)}`)
    }
    process.on('disconnect', stop)
    // Later, so that whoever makes the worker can listen to its signal first.
    if (!process.connected) setImmediate(stop)
    process.channel?.unref()
    for (const stream of [process.stdout, process.stderr]) {
      // Nobody reads it: the pool is gone, or has let go of this worker.
      stream.on('error', (error: NodeJS.ErrnoException) => {
        if (error.code !== 'EPIPE') throw error
        stop()
      })
    }
    setInterval(() => this.#beat(), settings.heartbeatInterval).unref()
    process.on('exit', () => this.report('end'))
  }

  report(what: WorkerReport['sysvmq'], sent: () => void = () => {}): void {
    const report: WorkerReport = {
      sysvmq: what,
      messages: this.#messages(),
      memory: process.memoryUsage.rss(),
    }
    // A report that fails is to nobody: 'disconnect' tells that.
    if (process.connected) process.send?.(report, undefined, undefined, sent)
  }

  #beat(): void {
    if (this.#pending) return
    this.#pending = true
    this.report('heartbeat', () => {
      this.#pending = false
    })
  }
}
