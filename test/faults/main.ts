/** npm run test:faults: does to processes, threads, calls and files what can happen to them, and counts. */
import { faults } from './faults.js'
import { buildPrograms, buildSanitized } from './harness/build.js'
import type { Fault } from './harness/fault.js'
import { inventory, leftBehind } from './harness/leftovers.js'
import { choose, type Options, parseOptions, UsageError, usage } from './harness/options.js'
import { killAll } from './harness/program.js'
import { Random } from './harness/random.js'
import { Run } from './harness/run.js'
import { type Outcome, passed, table } from './harness/table.js'

function print(text: string): void {
  process.stdout.write(`${text}\n`)
}

async function main({ only, factor, seed, list }: Options): Promise<void> {
  const chosen = choose(faults, only)
  if (list) return print(chosen.map(({ name, title }) => `${name}: ${title}`).join('\n'))
  print(`seed ${seed}; again: npm run test:faults -- --seed ${seed} --rounds ${factor}`)

  const interruption = new AbortController()
  const interrupt = () => {
    interruption.abort()
    killAll()
  }
  process.on('SIGINT', interrupt).on('SIGTERM', interrupt)

  const before = inventory()
  await buildPrograms()
  if (chosen.some(({ sanitized }) => sanitized)) await buildSanitized()
  const outcomes: Outcome[] = []
  for (const fault of chosen) {
    if (interruption.signal.aborted) break
    outcomes.push(await runFault(fault, factor, new Random(seed), interruption.signal))
  }
  report(outcomes, leftBehind(before), interruption.signal.aborted)
}

async function runFault(
  fault: Fault,
  factor: number,
  random: Random,
  signal: AbortSignal,
): Promise<Outcome> {
  const run = new Run(Math.max(1, Math.ceil(fault.count * factor)), random.part(fault.name), signal)
  print(`\n${fault.name}: ${run.count.toLocaleString('en')} ${fault.unit}: ${fault.title}`)
  const begun = performance.now()
  try {
    await fault.run(run)
  } catch (error) {
    run.fail((error as Error).stack ?? String(error))
  }
  await run.close().catch((error: Error) => run.fail(`afterwards: ${error.message}`))
  if (signal.aborted) run.fail('interrupted')
  const outcome = { fault, run, seconds: (performance.now() - begun) / 1000 }
  for (const problem of run.problems) print(`  ${problem}`)
  print(`  ${passed(outcome) ? 'pass' : 'FAIL'} after ${outcome.seconds.toFixed()} s`)
  return outcome
}

function report(outcomes: readonly Outcome[], left: readonly string[], interrupted: boolean): void {
  print(`\n${table(outcomes)}\n`)
  for (const what of left) print(`left behind: ${what}`)
  const failed = outcomes.filter((outcome) => !passed(outcome)).length + (left.length > 0 ? 1 : 0)
  print(`${outcomes.filter(passed).length} passed, ${failed} failed`)
  process.exitCode = failed > 0 || interrupted ? 1 : 0
}

try {
  await main(parseOptions(process.argv.slice(2)))
} catch (error) {
  if (!(error instanceof UsageError)) throw error
  process.stderr.write(`${error.message}\n${usage}`)
  process.exitCode = 2
}
