/** What a reading program in Node counts, for whatever carries the messages, and how it reports. */
import { monitorEventLoopDelay } from 'node:perf_hooks'
import type { LoopDelay, Report, Resident } from '../harness/report.js'

/** A message of this length says that there is no more; no measured message is as short. */
export const end = Buffer.from('x')

const earlyMessages = 100_000
const { BENCH_PROBE: probe } = process.env

export function report(result: Report): void {
  process.stdout.write(`${JSON.stringify(result)}\n`)
}

/** Says that the program waits for messages. */
export function announce(): void {
  process.stdout.write('ready\n')
}

export function now(): number {
  return Number(process.hrtime.bigint())
}

/** The messages of a reader, and what BENCH_PROBE asks to be measured besides. */
export class Tally {
  #messages = 0
  #bytes = 0
  #first = 0
  #reported = false
  readonly #memory = new MemoryProbe()
  readonly #delay = probe === 'loop' ? monitorEventLoopDelay({ resolution: 1 }) : undefined

  /** Counts a message. False when it says that there is no more: then it has been reported. */
  add(size: number): boolean {
    if (size === end.length) {
      if (!this.#reported) this.#report()
      return false
    }
    if (this.#messages++ === 0) this.#start()
    this.#bytes += size
    this.#memory.count()
    return true
  }

  #start(): void {
    this.#first = now()
    this.#delay?.enable()
  }

  #report(): void {
    this.#reported = true
    const [messages, bytes, first, last] = [this.#messages, this.#bytes, this.#first, now()]
    const loopDelay = this.#loopDelay()
    const resident = this.#memory.result()
    report({
      role: 'receiver',
      messages,
      bytes,
      first,
      last,
      ...(loopDelay && { loopDelay }),
      ...(resident && { resident }),
    })
  }

  #loopDelay(): LoopDelay | undefined {
    if (this.#delay === undefined) return undefined
    this.#delay.disable()
    const beyond = (nanoseconds: number): number => Math.max(0, nanoseconds / 1e6 - 1)
    return {
      p50: beyond(this.#delay.percentile(50)),
      p99: beyond(this.#delay.percentile(99)),
      max: beyond(this.#delay.max),
    }
  }
}

/** The resident memory of this process after the first messages, and after all. */
export class MemoryProbe {
  #left = probe === 'memory' ? earlyMessages : 0
  #early = 0

  count(): void {
    if (this.#left > 0 && --this.#left === 0) this.#early = process.memoryUsage.rss()
  }

  result(): Resident | undefined {
    return this.#early === 0 ? undefined : { early: this.#early, late: process.memoryUsage.rss() }
  }

  /** What a sender has to say. */
  report(): void {
    const resident = this.result()
    if (resident !== undefined) report({ role: 'sender', resident })
  }
}
