/** Each call of the addon to the system fails once: an error says so, and all else is as it was. */
import { join } from 'node:path'
import { MessageQueue, QueueError } from '../../lib/index.js'
import { acknowledgedPaths } from './fixtures/acknowledged-paths.js'
import { paths } from './fixtures/failing-paths.js'
import { kinds, makeControl } from './fixtures/failure-control.js'
import type { Fault } from './harness/fault.js'
import { temporaryFolder } from './harness/folder.js'
import { ledgerDirectory, takeAll } from './harness/ledgers.js'
import { numberOf } from './harness/message.js'
import { nativeBuild } from './harness/paths.js'
import { Program } from './harness/program.js'
import type { Round, Run } from './harness/run.js'

/** More of them on one path tell nothing new. */
const enoughEnds = 5
const seconds = 300

/** From one failure on, until the path makes no more calls or the process ends of one. */
async function sweepFrom(
  round: Round,
  name: string,
  kind: string,
  from: [number, number],
  folder: string,
) {
  const control = join(folder, `${round.number}`)
  makeControl(control)
  const ledgers = ledgerDirectory(round)
  const program = Program.node(round, 'failing', [name, kind, ...from, control, ledgers], {
    node: ['--expose-gc'],
    env: { LD_PRELOAD: `${nativeBuild}/libnth_failure.so`, SYSVMQ_FAULTS: control },
  })
  await program.ends(seconds)
  let at = from
  let failures = 0
  for (const line of program.lines) {
    const [word, ...rest] = line.split(' ')
    if (word === 'begun') at = rest.map(Number) as [number, number]
    if (word === 'account') {
      failures++
      round.tally.add(JSON.parse(rest.join(' ')))
    }
    if (word === 'wrong' || word === 'hung') {
      round.fail(`${name}, ${kind} ${at[0]} with errno ${at[1]}: ${line}`)
    }
  }
  const over = program.lines.at(-1) === 'end'
  const { code, signal } = await program.ends()
  const outOfMemory = program.complaints.includes("instance of 'std::bad_alloc'")
  if (!over && !outOfMemory && (code === null || code < 4 || code > 6)) {
    const end = `ended with ${code ?? signal}: ${program.last()}`
    round.fail(`${name}, ${kind} ${at[0]} with errno ${at[1]}: ${end}`)
  }
  if (!over) {
    const missing = await missingAfter(program)
    if (missing.length > 0) round.fail(`${name}, ${kind} ${at[0]}: lost at the end: ${missing}`)
  }
  return { over, failures, outOfMemory, next: [at[0], at[1] + 1] as [number, number] }
}

/** Where the process has not come to do so. */
async function removeQueue(id: number): Promise<void> {
  try {
    await MessageQueue.attach(id).remove()
  } catch (error) {
    if (!(error instanceof QueueError && error.code === 'EIDRM')) throw error
  }
}

/** What a process that has ended had sent and not taken, and is not in its last queue either. */
async function missingAfter(program: Program): Promise<number[]> {
  const last = program.lines.findLastIndex((line) => line.startsWith('queue '))
  const said = (word: string) =>
    program.lines.slice(last).flatMap((line) => {
      const [first, number] = line.split(' ')
      return first === word ? [Number(number)] : []
    })
  const taken = new Set(said('took'))
  for (const id of said('also')) await removeQueue(id)
  try {
    const queue = MessageQueue.attach(said('queue')[0] as number)
    const ledgers = program.lines.slice(last).find((line) => line.startsWith('ledgers '))
    if (ledgers) {
      const directory = ledgers.slice('ledgers '.length)
      await takeAll(queue, directory, (data) => taken.add(numberOf(data) ?? -1))
    }
    for (let message = queue.tryReceive(); message; message = queue.tryReceive()) {
      taken.add(numberOf(message.data) ?? -1)
    }
    await queue.remove()
  } catch (error) {
    // It had removed its queue, and so accounted for it.
    if (error instanceof QueueError && error.code === 'EIDRM') return []
    throw error
  }
  return said('sent').filter((number) => !taken.has(number))
}

export const nthFailure: Fault = {
  name: 'nth-failure',
  title: 'the n-th system call or allocation fails, n = 1, 2, ...: no leak, no hang, nothing lost',
  count: 1,
  unit: 'sweep of all n',
  async run(run: Run) {
    const folder = await temporaryFolder(run)
    const plan = Object.keys({ ...paths, ...acknowledgedPaths }).flatMap((name) =>
      kinds.map((kind) => ({ name, kind })),
    )
    let failures = 0
    let fatal = 0
    await run.each(run.count * plan.length, async (round) => {
      const { name, kind } = plan[round.number % plan.length] as (typeof plan)[number]
      let from: [number, number] = [1, 0]
      for (let ends = 0; ends < enoughEnds; ends++) {
        const part = await sweepFrom(round, name, kind, from, folder)
        failures += part.failures
        if (part.outOfMemory) fatal++
        if (part.over) return
        from = part.next
      }
    })
    run.tally.notes.push(`${failures} failures on ${plan.length / kinds.length} paths`)
    run.tally.notes.push(`${fatal} allocations are fatal, as V8's own are`)
  },
}
