/** A child process of a measurement: what it reports on standard output, and its end. */
import { type ChildProcess, spawn } from 'node:child_process'
import { createInterface } from 'node:readline'
import type { Report } from './report.js'

export interface StartOptions {
  signal: AbortSignal
  env?: Readonly<Record<string, string>>
  /** A file descriptor for standard output, where the program prints and does not report. */
  output?: number
}

export class Program {
  readonly reports: Report[] = []
  /** Rejects when the program fails or is stopped from outside. */
  readonly finished: Promise<void>
  readonly #child: ChildProcess
  readonly #ready: Promise<void>
  #announce = (): void => {}
  #errors = ''
  #stopping = false

  constructor(command: readonly string[], options: StartOptions) {
    const [file = '', ...args] = command
    this.#child = spawn(file, args, {
      stdio: ['ignore', options.output ?? 'pipe', 'pipe'],
      env: { ...process.env, ...options.env },
      signal: options.signal,
      killSignal: 'SIGKILL',
    })
    this.#child.stderr?.setEncoding('utf8').on('data', (text: string) => {
      this.#errors += text
    })
    this.#ready = new Promise((resolve) => {
      this.#announce = resolve
    })
    this.finished = this.#run(command.join(' '))
    this.finished.catch(() => {}) // whoever waits for it is told
  }

  get pid(): number {
    return this.#child.pid ?? 0
  }

  /** Once the program says that it waits for messages. */
  async ready(): Promise<void> {
    await Promise.race([this.#ready, this.finished])
  }

  /** Asks the program to end, which it does in its own time. Rejects when it fails at that. */
  async end(): Promise<void> {
    this.#child.kill('SIGTERM')
    await this.finished
  }

  /** Ends the program, by SIGKILL when SIGTERM does not help; never fails. */
  async stop(): Promise<void> {
    this.#stopping = true
    if (this.#child.exitCode === null && this.#child.signalCode === null) {
      this.#child.kill('SIGTERM')
    }
    const force = setTimeout(() => this.#child.kill('SIGKILL'), 2000)
    await this.finished.catch(() => {})
    clearTimeout(force)
  }

  async #run(title: string): Promise<void> {
    let failure: Error | undefined
    this.#child.once('error', (error) => {
      failure = error
    })
    if (this.#child.stdout !== null) {
      createInterface({ input: this.#child.stdout }).on('line', (line) => this.#take(line))
    }
    const end = await new Promise<number | string | null>((resolve) => {
      this.#child.once('close', (code, signal) => resolve(code ?? signal))
    })
    if (this.#stopping || (end === 0 && failure === undefined)) return
    const reason = this.#errors.trim() || (failure?.message ?? `ended with ${end}`)
    throw new Error(`${title}: ${reason}`, { cause: failure })
  }

  #take(line: string): void {
    if (line.startsWith('{')) {
      this.reports.push(JSON.parse(line) as Report)
    } else if (line === 'ready') {
      this.#announce()
    }
  }
}
