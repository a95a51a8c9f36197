/**
 * Without what the test runner puts into each process and worker thread by NODE_OPTIONS: that takes a
 * second to load, counts coverage on a thread of its own, and listens to signals.
 */

/** The start of a command line. The runner puts its options into the environment of every spawn(). */
export const bareNode = ['env', '--unset=NODE_OPTIONS', process.execPath]

/** Options of a Worker, which would else inherit what the process has been given. */
export function bareWorker(): { env: NodeJS.ProcessEnv; execArgv: string[] } {
  const { NODE_OPTIONS: _runner, ...env } = process.env
  return { env, execArgv: [] }
}
