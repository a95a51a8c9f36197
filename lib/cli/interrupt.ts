/** SIGINT, SIGTERM and SIGHUP as an AbortSignal, so that a command can end in order. */
import { exitCode } from './exit-codes.js'
import { Failure } from './failure.js'

const codes = {
  SIGHUP: exitCode.hangup,
  SIGINT: exitCode.interrupted,
  SIGTERM: exitCode.terminated,
} as const

/**
 * From the call on these signals abort instead of ending the process; the reason is a quiet Failure
 * with the exit code. What a command does then takes no longer than a moment.
 */
export function interruptSignal(): AbortSignal {
  const controller = new AbortController()
  for (const [name, code] of Object.entries(codes)) {
    process.on(name, () => controller.abort(new Failure(code, '')))
  }
  return controller.signal
}
