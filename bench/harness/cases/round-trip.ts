/** How long a message there and a message back take while nothing else happens. */
import type { Case } from '../case.js'
import { reportOf } from '../report.js'
import { percentile } from '../statistics.js'
import { endpoint } from './pair.js'

const size = 100
const rounds = 400
/** Without a pause. V8 compiles for good what has run some thousand times; a service has done that. */
const warmUpRounds = 10_000
const pauseMicroseconds = 2000

export const roundTrip: Case = {
  name: 'round-trip',
  title: `a ${size}-byte message there and back, a pause of ${pauseMicroseconds / 1000} ms before each`,
  unit: 'µs p50',
  digits: 1,
  excludes: () => undefined,
  async measure(implementation, stage) {
    const keys = [await endpoint(implementation, stage), await endpoint(implementation, stage)]
    const { echo, ask = [] } = implementation.commands
    if (echo !== undefined) await stage.start([...echo, ...keys]).ready()
    const args = [size, rounds + warmUpRounds, pauseMicroseconds, warmUpRounds].map(String)
    await stage.start([...ask, ...keys, ...args]).finished
    const samples = reportOf(stage.programs, 'asker').samples.slice(warmUpRounds)
    return {
      value: percentile(samples, 50) / 1000,
      details: { 'p99 µs': percentile(samples, 99) / 1000 },
    }
  },
}
