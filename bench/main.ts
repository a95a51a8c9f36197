/** npm run bench: measures implementation x case and prints what came out. */
import { cpus, loadavg, release } from 'node:os'
import type { Case } from './harness/case.js'
import { cases as allCases } from './harness/cases/index.js'
import type { Implementation } from './harness/implementation.js'
import { implementations as allImplementations } from './harness/implementations.js'
import { choose, type Options, parseOptions, UsageError, usage } from './harness/options.js'
import { buildCPrograms, installPeers } from './harness/prepare.js'
import { runCase } from './harness/run.js'
import { type Summary, summarize } from './harness/summary.js'
import { caseTable, matrix } from './harness/table.js'

async function main(options: Options): Promise<void> {
  const cases = choose('case', allCases, options.cases)
  const chosen = choose('implementation', allImplementations, options.implementations)
  if (options.list) return list(cases, chosen)

  await buildCPrograms()
  await installPeers()
  const { present, absent } = await sort(chosen)
  const machine = describeMachine()
  const print = (text: string): void => {
    if (!options.json) process.stdout.write(`${text}\n`)
  }
  print(
    Object.entries(machine)
      .map(([name, value]) => `${name}: ${value}`)
      .join(', '),
  )
  for (const [name, reason] of absent) print(`absent: ${name}: ${reason}`)
  print('')

  const interruption = new AbortController()
  const interrupt = (): void => interruption.abort()
  process.once('SIGINT', interrupt).once('SIGTERM', interrupt)
  const summaries: Summary[] = []
  for (const which of cases) {
    const result = await runCase(which, present, {
      ...options,
      signal: interruption.signal,
      progress,
    })
    progress('')
    summaries.push(summarize(result))
    print(caseTable(summaries.at(-1) as Summary))
  }
  print(
    matrix(
      summaries,
      present.map(({ title }) => title),
    ),
  )
  if (options.json) {
    const document = { machine, absent: Object.fromEntries(absent), cases: summaries }
    process.stdout.write(`${JSON.stringify(document, null, 2)}\n`)
  }
  if (summaries.some(({ failed }) => Object.keys(failed).length > 0)) process.exitCode = 1
}

/** What the figures depend on; a load above 0 says that they are worth less. */
function describeMachine() {
  return {
    processors: `${cpus().length} x ${cpus()[0]?.model}`,
    kernel: release(),
    node: process.version,
    'load before': loadavg()[0]?.toFixed(2),
  }
}

/** One line on the terminal that the next one overwrites. */
function progress(text: string): void {
  if (process.stderr.isTTY) process.stderr.write(`\r\u001b[K${text}`)
}

async function sort(chosen: readonly Implementation[]) {
  const reasons = await Promise.all(
    chosen.map(async (one) => [one.name, await one.absent()] as const),
  )
  const absent = new Map(
    reasons.flatMap(([name, reason]) => (reason === undefined ? [] : [[name, reason] as const])),
  )
  return { present: chosen.filter(({ name }) => !absent.has(name)), absent }
}

function list(cases: readonly Case[], implementations: readonly Implementation[]): void {
  const lines = [...cases, ...implementations].map(
    ({ name, title }) => `  ${name.padEnd(22)} ${title}`,
  )
  lines.splice(cases.length, 0, 'implementations:')
  process.stdout.write(`cases:\n${lines.join('\n')}\n`)
}

try {
  await main(parseOptions(process.argv.slice(2)))
} catch (error) {
  if (error instanceof UsageError) {
    process.stderr.write(`${error.message}\n${usage}`)
    process.exitCode = 2
  } else if ((error as Error).name === 'AbortError') {
    process.stderr.write('interrupted; nothing is left behind\n')
    process.exitCode = 130
  } else {
    throw error
  }
}
