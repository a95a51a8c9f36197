/** All faults, in the order in which they run. */
import { badInput } from './bad-input.js'
import { closeUnderLoad } from './close-under-load.js'
import type { Fault } from './harness/fault.js'
import { senderKilled } from './sender-killed.js'
import { signalStorm } from './signal-storm.js'
import { soak } from './soak.js'
import { workerChurn } from './worker-churn.js'

export const faults: readonly Fault[] = [
  senderKilled,
  signalStorm,
  closeUnderLoad,
  workerChurn,
  badInput,
  soak,
]
