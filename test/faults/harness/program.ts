/** A program that a round starts: it is told what to do, and tells what it did, line by line. */
import { type ChildProcessByStdio, spawn } from 'node:child_process'
import { once } from 'node:events'
import { createInterface } from 'node:readline'
import type { Readable, Writable } from 'node:stream'
import { fixturePath } from './paths.js'

export interface Ending {
  readonly code: number | null
  readonly signal: NodeJS.Signals | null
}

export interface Settings {
  readonly env?: NodeJS.ProcessEnv
  /** Arguments of node itself. */
  readonly node?: readonly string[]
  /** From the tree of the sanitized addon. */
  readonly sanitized?: boolean
}

interface Owner {
  teardown(end: () => unknown): void
}

/** How long anything may take that takes milliseconds on an idle machine. */
const patience = 60

const running = new Set<Program>()

/** Ends everything that rounds wait for, so that they end, too. */
export function killAll(): void {
  for (const program of running) program.kill('SIGKILL')
}

export class Program {
  readonly pid: number
  readonly lines: string[] = []
  /** What it wrote to stderr. */
  complaints = ''

  readonly #name: string
  readonly #process: ChildProcessByStdio<Writable, Readable, Readable>
  readonly #closed: Promise<unknown>
  #over = false
  #noticed: (() => void) | undefined

  /** Is killed when the owner's scope ends, unless it has ended by then. */
  constructor(
    owner: Owner,
    command: string,
    args: readonly (string | number)[],
    settings: Settings = {},
  ) {
    this.#name = [command.split('/').at(-1), ...args].join(' ').slice(0, 200)
    this.#process = spawn(command, args.map(String), {
      stdio: ['pipe', 'pipe', 'pipe'],
      env: { ...process.env, ...settings.env },
    })
    this.pid = this.#process.pid as number
    running.add(this)
    this.#closed = once(this.#process, 'close').finally(() => {
      this.#over = true
      running.delete(this)
      this.#noticed?.()
    })
    this.#closed.catch(() => {})
    createInterface(this.#process.stdout).on('line', (line) => {
      this.lines.push(line)
      this.#noticed?.()
    })
    this.#process.stderr.on('data', (text) => {
      this.complaints += text
    })
    // It may have ended before it is told to.
    this.#process.stdin.on('error', () => {})
    owner.teardown(async () => {
      this.kill('SIGKILL')
      await this.#closed
    })
  }

  /** A module of fixtures/, without extension. */
  static node(
    owner: Owner,
    fixture: string,
    args: readonly (string | number)[],
    settings: Settings = {},
  ): Program {
    const file = fixturePath(fixture, settings.sanitized ?? false)
    return new Program(owner, process.execPath, [...(settings.node ?? []), file, ...args], settings)
  }

  /** Waits for a line that begins with the word; returns the rest of it. */
  async says(word: string, seconds = patience): Promise<string> {
    const find = () => this.lines.find((line) => `${line} `.startsWith(`${word} `))
    await this.#until(`"${word}"`, () => find() !== undefined, seconds)
    const line = find()
    if (line === undefined) throw new Error(`${this.#name} ended: ${this.last()}`)
    return line.slice(word.length + 1)
  }

  tell(line: string): void {
    this.#process.stdin.write(`${line}\n`)
  }

  kill(signal: NodeJS.Signals): void {
    if (!this.#over) this.#process.kill(signal)
  }

  /** Fails by name unless it ends within `seconds`. All that it said has been read then. */
  async ends(seconds = patience): Promise<Ending> {
    await this.#until('its end', () => this.#over, seconds)
    return { code: this.#process.exitCode, signal: this.#process.signalCode }
  }

  /** Its end, which has to be an orderly one. */
  async succeeds(seconds = patience): Promise<void> {
    const { code, signal } = await this.ends(seconds)
    if (code !== 0) throw new Error(`${this.#name} ended with ${code ?? signal}: ${this.last()}`)
  }

  #until(what: string, test: () => boolean, seconds: number): Promise<void> {
    return new Promise((resolve, reject) => {
      const settle = (error?: Error) => {
        clearTimeout(timer)
        this.#noticed = undefined
        if (error) reject(error)
        else resolve()
      }
      const late = () =>
        settle(new Error(`not within ${seconds} s: ${what} of ${this.#name}: ${this.last()}`))
      const timer = setTimeout(late, seconds * 1000)
      this.#noticed = () => {
        if (test() || this.#over) settle()
      }
      this.#noticed()
    })
  }

  /** The last that it said. */
  last(): string {
    return [...this.lines.slice(-3), this.complaints.slice(-4000)].join('\n')
  }
}
