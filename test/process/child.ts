/** A fixture in a process of its own: it is told what to do, and tells what it did, line by line. */
import { type ChildProcessByStdio, spawn } from 'node:child_process'
import { once } from 'node:events'
import { createInterface } from 'node:readline'
import type { Readable, Writable } from 'node:stream'
import { fileURLToPath } from 'node:url'
import { until } from '../support/until.js'
import { bareNode } from './bare.js'

/** What this needs of a tap test. */
interface Test {
  teardown(end: () => unknown): void
}

export interface Ending {
  readonly code: number | null
  readonly signal: NodeJS.Signals | null
  readonly milliseconds: number
}

export class Child {
  readonly pid: number
  readonly lines: string[] = []
  /** What it wrote to stderr. */
  complaints = ''

  readonly #name: string
  readonly #process: ChildProcessByStdio<Writable, Readable, Readable>
  readonly #exit: Promise<unknown[]>
  readonly #close: Promise<unknown[]>

  /**
   * @param fixture - a module in fixtures/, without extension
   * @param counted - whether its coverage counts; see {@link bareNode} for what that brings
   */
  constructor(t: Test, fixture: string, args: readonly (string | number)[], counted = false) {
    const file = fileURLToPath(new URL(`fixtures/${fixture}.js`, import.meta.url))
    this.#name = [fixture, ...args].join(' ')
    const [command, ...before] = counted ? [process.execPath] : bareNode
    this.#process = spawn(command as string, [...before, file, ...args.map(String)], {
      stdio: ['pipe', 'pipe', 'pipe'],
    })
    this.pid = this.#process.pid as number
    this.#exit = once(this.#process, 'exit')
    this.#close = once(this.#process, 'close')
    createInterface(this.#process.stdout).on('line', (line) => this.lines.push(line))
    this.#process.stderr.on('data', (text) => {
      this.complaints += text
    })
    // It may have ended before it is told to.
    this.#process.stdin.on('error', () => {})
    t.teardown(async () => {
      this.#process.kill('SIGKILL')
      await this.#close
    })
  }

  /** Whether it has ended. */
  get over(): boolean {
    return this.#process.exitCode !== null || this.#process.signalCode !== null
  }

  /** Waits for a line that begins with the word; returns the rest of it. */
  async says(word: string, seconds?: number): Promise<string> {
    const find = () => this.lines.find((line) => `${line} `.startsWith(`${word} `))
    await until(`"${word}" from ${this.#name}`, () => find() !== undefined || this.over, seconds)
    if (this.over) await this.#close
    const line = find()
    if (line === undefined) throw new Error(`${this.#name} ended: ${this.complaints}`)
    return line.slice(word.length + 1)
  }

  /** The numbers that it said with this word. */
  numbers(word: string): number[] {
    return this.lines
      .filter((line) => line.startsWith(`${word} `))
      .map((line) => Number(line.slice(word.length + 1)))
  }

  tell(line: string): void {
    this.#process.stdin.write(`${line}\n`)
  }

  kill(signal: NodeJS.Signals): void {
    this.#process.kill(signal)
  }

  /** Tells it that nothing more will be told. */
  hangUp(): void {
    this.#process.stdin.end()
  }

  /** Fails by name unless it ends within `seconds`. All that it said has been read then. */
  async ends(seconds = 2): Promise<Ending> {
    const begun = performance.now()
    let late = false
    const timer = setTimeout(() => {
      late = true
      this.#process.kill('SIGKILL')
    }, seconds * 1000)
    await this.#exit
    const milliseconds = performance.now() - begun
    clearTimeout(timer)
    await this.#close
    if (late) throw new Error(`did not end within ${seconds} s: ${this.#name}`)
    return { code: this.#process.exitCode, signal: this.#process.signalCode, milliseconds }
  }
}
