/** All faults, in the order in which they run. */
import { acknowledgedExits } from './acknowledged-exits.js'
import { adopterKilled } from './adopter-killed.js'
import { badInput } from './bad-input.js'
import { closeUnderLoad } from './close-under-load.js'
import { damagedLedgers } from './damaged-ledgers.js'
import type { Fault } from './harness/fault.js'
import { nthFailure } from './nth-failure.js'
import { poison } from './poison.js'
import { readerKilled } from './reader-killed.js'
import { senderKilled } from './sender-killed.js'
import { signalStorm } from './signal-storm.js'
import { soak } from './soak.js'
import { workerChurn } from './worker-churn.js'

export const faults: readonly Fault[] = [
  readerKilled,
  senderKilled,
  adopterKilled,
  signalStorm,
  closeUnderLoad,
  acknowledgedExits,
  workerChurn,
  badInput,
  damagedLedgers,
  nthFailure,
  poison,
  soak,
]
