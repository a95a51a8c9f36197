/** Chance that can be repeated: the same seed makes the same choices. */
import { generator } from '../../process/fixtures/random.js'

export class Random {
  readonly seed: number
  /** 0 to 2^32-1. */
  readonly next: () => number

  constructor(seed: number) {
    this.seed = seed >>> 0
    this.next = generator(seed)
  }

  /** An integer from 0 to `end` - 1. */
  below(end: number): number {
    return Math.floor((this.next() / 2 ** 32) * end)
  }

  /** From `low` to `high`, both included. */
  between(low: number, high: number): number {
    return low + this.below(high - low + 1)
  }

  /** Between the two, with as many small ones as large ones on a logarithmic scale. */
  scaled(low: number, high: number): number {
    return Math.floor(Math.exp((this.next() / 2 ** 32) * Math.log(high - low + 1))) + low - 1
  }

  chance(probability: number): boolean {
    return this.next() < probability * 2 ** 32
  }

  pick<T>(list: readonly T[]): T {
    return list[this.below(list.length)] as T
  }

  /** One for a part of the whole, whatever the other parts consume. */
  part(...names: readonly (string | number)[]): Random {
    let seed = this.seed
    for (const character of names.join('/')) {
      seed = Math.imul(seed ^ character.charCodeAt(0), 0x01000193)
    }
    return new Random(seed)
  }
}
