/** Readers that are killed, one after the other: each has a log, and the successor what it left. */
import type { MessageQueue, QueueWritable } from '../../../lib/index.js'
import { until } from '../../support/until.js'
import type { AcknowledgingWay } from '../fixtures/acknowledging.js'
import { type Handled, loggedIn, readLog } from '../fixtures/handled-log.js'
import { ledgerDirectory, ledgersIn } from './ledgers.js'
import { randomlySized, randomlySizedBinary } from './message.js'
import { Program } from './program.js'
import type { Round } from './run.js'

export const maxInFlight = 16
/** The frame takes some of the 8192 that a message may have. */
const largestFramed = 8000

export class Reader {
  readonly program: Program
  readonly log: string
  #told = false

  constructor(program: Program, log: string) {
    this.program = program
    this.log = log
  }

  get handled(): Handled[] {
    return readLog(this.log)
  }

  /** Opens its stream, unless it has. */
  async goes(): Promise<void> {
    if (!this.#told) this.program.tell('go')
    this.#told = true
    await this.program.says('begun')
  }

  async killed(): Promise<void> {
    this.program.kill('SIGKILL')
    await this.program.ends()
  }

  /** Waits until it has handled so many. */
  handles(count: number): Promise<void> {
    return until(`${count} messages handled`, () => loggedIn(this.log) >= count, 60)
  }
}

export class Readers {
  readonly queue: MessageQueue
  readonly directory: string
  readonly all: Reader[] = []
  /** Messages sent. */
  sent = 0
  readonly #round: Round
  readonly #logs: string

  readonly #framing: QueueWritable | undefined

  /** @param framed - whether the messages are binary, and framed */
  constructor(round: Round, queue: MessageQueue, framed = false) {
    this.#round = round
    this.queue = queue
    if (framed) this.#framing = queue.createWriteStream({ frame: true })
    this.directory = ledgerDirectory(round)
    this.#logs = ledgerDirectory(round)
  }

  /** A process that has loaded everything, and has not opened its stream yet. */
  start(way: AcknowledgingWay): Reader {
    const log = `${this.#logs}/${this.all.length}`
    const frame = this.#framing ? 'frame' : ''
    const seed = this.#round.random.next()
    const args = [this.queue.id, this.directory, maxInFlight, seed, log, way, frame]
    const reader = new Reader(Program.node(this.#round, 'acknowledging', args), log)
    this.all.push(reader)
    return reader
  }

  /** False when the queue is full. */
  send(): boolean {
    if (this.#framing) {
      if (this.#framing.writableNeedDrain) return false
      this.#framing.write(randomlySizedBinary(this.sent++, this.#round.random, largestFramed))
      return true
    }
    if (!this.queue.trySend(randomlySized(this.sent, this.#round.random), 1)) return false
    this.sent++
    return true
  }

  /** The last one takes over all, and ends. */
  async finish(last: Reader): Promise<void> {
    await this.#framing?.[Symbol.asyncDispose]()
    await until('all are taken', () => this.queue.stat().messages === 0, 60)
    await until('no orphan is left', () => ledgersIn(this.directory) === 1, 60)
    last.program.tell('stop')
    await last.program.succeeds()
    const left = ledgersIn(this.directory)
    if (left > 0) this.#round.fail(`${left} ledgers are left`)
  }

  /** Who handled what, and what is wrong with that. */
  account(): { missing: number[]; torn: number; again: number } {
    const logs = this.all.map(({ handled }) => handled)
    const times = new Map<number, number>()
    const firstTimes = new Map<number, number>()
    let torn = 0
    for (const { number, attempts } of logs.flat()) {
      if (number === undefined) {
        torn++
        continue
      }
      times.set(number, (times.get(number) ?? 0) + 1)
      if (attempts === 1) firstTimes.set(number, (firstTimes.get(number) ?? 0) + 1)
    }
    const missing = Array.from({ length: this.sent }, (_, number) => number).filter(
      (number) => !times.has(number),
    )
    const silent = [...firstTimes.values()].filter((count) => count > 1).length
    if (silent > 0) this.#round.fail(`${silent} came again as if for the first time`)
    const again = logs.flat().length - torn - times.size
    return { missing, torn, again }
  }

  /** How many messages of each reader came again behind its end. */
  cameAgain(): number[] {
    const logs = this.all.map(({ handled }) => new Set(handled.map(({ number }) => number)))
    return logs.map((log, index) => {
      const later = logs.slice(index + 1)
      return [...log].filter((number) => later.some((other) => other.has(number))).length
    })
  }
}
