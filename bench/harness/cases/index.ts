/** All cases, in the order in which they are measured and shown. */
import type { Case } from '../case.js'
import { jobCases } from './job.js'
import { idle, loopDelay, memory } from './process.js'
import { roundTrip } from './round-trip.js'
import { selectionCases } from './selection.js'
import { readersCases, throughputCases } from './throughput.js'

export const cases: readonly Case[] = [
  ...throughputCases,
  ...readersCases,
  roundTrip,
  ...jobCases,
  loopDelay,
  idle,
  memory,
  ...selectionCases,
]
