#!/usr/bin/env node
/** The command `sysvmq`: loads the one command that is asked for, and ends with its exit code. */
import { catalogue } from './catalogue.js'
import { exitCode } from './exit-codes.js'
import { failureText, toFailure } from './failure.js'

async function run(args: readonly string[]): Promise<unknown> {
  const [name = '', ...rest] = args
  const entry = Object.hasOwn(catalogue, name) ? catalogue[name] : undefined
  if (entry === undefined) return (await import('./root.js')).runRoot(args)
  const { make } = await entry.load()
  return make().name(`sysvmq ${name}`).parseAsync(rest, { from: 'user' })
}

// Whoever reads may go at any time; a command that must know of it asks for each write.
for (const stream of [process.stdout, process.stderr]) stream.on('error', () => {})

// Not awaited: the bundle is CommonJS, which has no top-level await.
run(process.argv.slice(2)).catch((error: unknown) => {
  const failure = toFailure(error)
  process.stderr.write(failureText(failure, process.argv.includes('--debug')))
  // At once: a wait or a write may be under way that nobody will end.
  if (failure.exitCode !== exitCode.ok) process.exit(failure.exitCode)
})
