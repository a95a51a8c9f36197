/** What the process ends with; `sysvmq help exit-codes` and the README list them. */
export const exitCode = {
  ok: 0,
  failed: 1,
  usage: 2,
  noQueue: 3,
  noPermission: 4,
  timeout: 5,
  wouldBlock: 6,
  refused: 7,
  badInput: 8,
  unhealthy: 9,
  hangup: 129,
  interrupted: 130,
  brokenPipe: 141,
  terminated: 143,
} as const

export type ExitCode = (typeof exitCode)[keyof typeof exitCode]

/** As the help prints it. */
export const exitCodeHelp = `Exit codes:
  0    done
  1    failed for a reason that is not below
  2    usage: nothing was touched
  3    no such queue, or it was removed meanwhile
  4    no permission
  5    timeout
  6    would block: no message, or no room
  7    refused: it would lose or overwrite something; --force, or another KEY
  8    bad input: a damaged dump, a broken line, a message larger than the queue takes
  9    doctor: something is wrong
  129, 130, 143   SIGHUP, SIGINT, SIGTERM: what was taken and not delivered is back in the queue
  141  the reader of the pipe went away: likewise, without a word`
