/**
 * The environment without what the test runner puts into each process and worker thread: that takes a
 * second to load, counts coverage on a thread of its own, and listens to signals.
 */
export function bareEnvironment(): NodeJS.ProcessEnv {
  const { NODE_OPTIONS: _runner, ...rest } = process.env
  return rest
}

/** The same for a worker thread, which would else inherit what the process has been given. */
export function bareWorker(): { env: NodeJS.ProcessEnv; execArgv: string[] } {
  return { env: bareEnvironment(), execArgv: [] }
}
