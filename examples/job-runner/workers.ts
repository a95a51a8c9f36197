/** The worker processes: started, started again when they die, and stopped in order. */
import { type ChildProcess, fork } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'

const script = fileURLToPath(new URL('./worker.js', import.meta.url))

export class Workers {
  readonly #id: number
  readonly #running = new Map<number, ChildProcess>()
  #stopping = false
  #fail: (reason: Error) => void = () => {}
  /** Rejects when a worker dies that is not started again. */
  readonly failed = new Promise<never>((_, reject) => {
    this.#fail = reject
  })

  /** Workers on the queue with this msqid. */
  constructor(id: number) {
    this.#id = id
    this.failed.catch(() => {})
  }

  /** Resolves when all of them are ready; rejects if one can't start. */
  async start(count: number): Promise<void> {
    await Promise.all(Array.from({ length: count }, (_, index) => this.#start(index)))
  }

  /** Asks each to finish what it holds, and resolves when all have ended. */
  async stop(): Promise<void> {
    this.#stopping = true
    await Promise.all(
      [...this.#running.values()].map(async (worker) => {
        const exited = once(worker, 'exit')
        worker.kill('SIGTERM')
        await exited
      }),
    )
  }

  async #start(index: number): Promise<void> {
    let ready = false
    const worker = fork(script, [`${this.#id}`, `${index}`])
    this.#running.set(index, worker)
    worker.once('exit', (code, signal) => {
      this.#running.delete(index)
      if (this.#stopping) return
      console.error(`[Worker ${index}] ended with ${signal ?? code}`)
      // One that could not even start would only die again.
      if (ready) this.#start(index).catch(() => {})
      else this.#fail(new Error(`worker ${index} can't start`))
    })
    await Promise.race([once(worker, 'message'), this.failed])
    ready = true
  }
}
