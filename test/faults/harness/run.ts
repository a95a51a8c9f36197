/** A fault's rounds, one after the other in as many lanes as there are processors. */
import { availableParallelism } from 'node:os'
import type { Random } from './random.js'
import { Scope } from './scope.js'
import { Tally } from './tally.js'

/** What a round has of its own. */
export class Round extends Scope {
  readonly number: number
  readonly random: Random
  readonly #run: Run

  constructor(number: number, random: Random, run: Run) {
    super()
    this.number = number
    this.random = random
    this.#run = run
  }

  get tally(): Tally {
    return this.#run.tally
  }

  /** Goes on, to find what else is wrong. */
  fail(problem: string): void {
    this.#run.fail(`round ${this.number}: ${problem}`)
  }
}

/** More of them tell nothing new. */
const enoughProblems = 10

export class Run extends Scope {
  /** How many of the fault's unit there are to be. */
  readonly count: number
  readonly random: Random
  readonly tally = new Tally()
  readonly problems: string[] = []
  /** Aborted when the user has had enough. */
  readonly signal: AbortSignal
  #rounds = 0

  constructor(count: number, random: Random, signal: AbortSignal) {
    super()
    this.count = count
    this.random = random
    this.signal = signal
  }

  fail(problem: string): void {
    this.problems.push(problem)
  }

  /** @param lanes - 1 where rounds would disturb one another */
  async each(
    rounds: number,
    body: (round: Round) => Promise<void>,
    lanes = availableParallelism(),
  ): Promise<void> {
    const first = this.#rounds
    this.#rounds += rounds
    let next = first
    const lane = async () => {
      while (
        next < first + rounds &&
        this.problems.length < enoughProblems &&
        !this.signal.aborted
      ) {
        const number = next++
        const round = new Round(number, this.random.part(number), this)
        try {
          await body(round)
        } catch (error) {
          this.fail(`round ${number}: ${(error as Error).message}`)
        }
        await round.close().catch((error: Error) => round.fail(`afterwards: ${error.message}`))
      }
    }
    await Promise.all(Array.from({ length: Math.min(lanes, rounds) }, lane))
  }
}
