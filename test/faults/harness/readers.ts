/** Readers that are killed, one after the other: each has a log, and the successor what it left. */
import type { MessageQueue } from '../../../lib/index.js'
import { until } from '../../support/until.js'
import type { AcknowledgingWay } from '../fixtures/acknowledging.js'
import { type Handled, loggedIn, readLog } from '../fixtures/handled-log.js'
import { ledgerDirectory, ledgersIn } from './ledgers.js'
import { randomlySized } from './message.js'
import { Program } from './program.js'
import type { Round } from './run.js'

export const maxInFlight = 16

export class Reader {
  readonly program: Program
  readonly log: string

  constructor(program: Program, log: string) {
    this.program = program
    this.log = log
  }

  get handled(): Handled[] {
    return readLog(this.log)
  }

  /** Opens its stream, at the latest when this says so. */
  async goes(): Promise<void> {
    this.program.tell('go')
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

  constructor(round: Round, queue: MessageQueue) {
    this.#round = round
    this.queue = queue
    this.directory = ledgerDirectory(round)
    this.#logs = ledgerDirectory(round)
  }

  /** A process that has loaded everything, and has not opened its stream yet. */
  start(way: AcknowledgingWay): Reader {
    const log = `${this.#logs}/${this.all.length}`
    const args = [this.queue.id, this.directory, maxInFlight, this.#round.random.next(), log, way]
    const reader = new Reader(Program.node(this.#round, 'acknowledging', args), log)
    this.all.push(reader)
    return reader
  }

  /** False when the queue is full. */
  send(): boolean {
    if (!this.queue.trySend(randomlySized(this.sent, this.#round.random), 1)) return false
    this.sent++
    return true
  }

  /** The last one takes over all, and ends. */
  async finish(last: Reader): Promise<void> {
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
