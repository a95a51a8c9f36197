/** Everything one measurement needs and leaves nothing of: queues, a folder, processes. */
import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { cProgram } from './paths.js'
import { Program, type StartOptions } from './program.js'

/** msg_qbytes, the same wherever it is measured. */
export const defaultQueue = 16 * 1024

export class Stage {
  readonly #signal: AbortSignal
  readonly #programs: Program[] = []
  readonly #keepers: ChildProcess[] = []
  #folder: string | undefined

  /** When `signal` aborts, the programs end and whoever waits for them is told. */
  constructor(signal: AbortSignal) {
    this.#signal = signal
  }

  get programs(): readonly Program[] {
    return this.#programs
  }

  start(command: readonly string[], options: Omit<StartOptions, 'signal'> = {}): Program {
    const program = new Program(command, { ...options, signal: this.#signal })
    this.#programs.push(program)
    return program
  }

  /**
   * The key of a new queue of `maxBytes`, by default what kernel.msgmnb is by default. A keeper
   * process removes it when this stage ends, and also when this process dies.
   */
  async queue(maxBytes = defaultQueue): Promise<string> {
    this.#signal.throwIfAborted()
    const keeper = spawn(cProgram('keep'), [String(maxBytes)], { detached: true })
    this.#keepers.push(keeper)
    let errors = ''
    keeper.stderr.setEncoding('utf8').on('data', (text: string) => {
      errors += text
    })
    const key = await new Promise<string | undefined>((resolve) => {
      keeper.stdout.setEncoding('utf8').once('data', (text: string) => {
        resolve(/^ready (\d+)\n$/.exec(text)?.[1])
      })
      keeper.once('close', () => resolve(undefined))
    })
    if (key === undefined) throw new Error(errors.trim() || 'no keeper for a queue')
    return key
  }

  /** The path of a file that does not exist yet. */
  async path(name: string): Promise<string> {
    this.#folder ??= await mkdtemp(join(tmpdir(), 'sysvmq-bench-'))
    return join(this.#folder, name)
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await Promise.all(this.#programs.map((program) => program.stop()))
    await Promise.all(this.#keepers.map(release))
    if (this.#folder !== undefined) await rm(this.#folder, { recursive: true })
  }
}

async function release(keeper: ChildProcess): Promise<void> {
  if (keeper.exitCode !== null || keeper.pid === undefined) return
  const closed = once(keeper, 'close')
  keeper.stdin?.end()
  await closed
}
