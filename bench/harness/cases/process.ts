/** What a reader costs the process it runs in: its event loop, processor time and memory. */
import { readdir, readFile } from 'node:fs/promises'
import { setTimeout as sleep } from 'node:timers/promises'
import type { Case } from '../case.js'
import type { Implementation } from '../implementation.js'
import { cProgram } from '../paths.js'
import type { Program } from '../program.js'
import { reportOf } from '../report.js'
import { endpoint, runPair } from './pair.js'

const nodeImplementations = ['streams', 'calls', 'svmq', 'zeromq', 'child-process']

function excludesOthers({ name }: Implementation): string | undefined {
  return nodeImplementations.includes(name) ? undefined : 'has no event loop'
}

/** The queue is kept full by the C program, which is faster than any reader. */
export const loopDelay: Case = {
  name: 'loop-delay',
  title: 'delay of the event loop in a process that drains a queue kept full, 100-byte messages',
  unit: 'ms p99',
  digits: 2,
  excludes: excludesOthers,
  async measure(implementation, stage, settings) {
    const { transport, pace } = implementation
    await runPair(implementation, stage, {
      size: 100,
      count: Math.ceil((settings.messages ?? 1_000_000) * pace),
      ...(transport === 'queue' ? { sender: [cProgram('throughput'), 'send'] } : {}),
      env: { BENCH_PROBE: 'loop' },
    })
    const { loopDelay: delay } = reportOf(stage.programs, 'receiver')
    if (delay === undefined) throw new Error('no event loop delay was reported')
    return { value: delay.p99, details: { 'p50 ms': delay.p50, 'max ms': delay.max } }
  },
}

const idleSeconds = 10
/** About 8 s after its start V8 collects garbage once in an idle process; that is no cost of waiting. */
const settleSeconds = 12

/** Of all threads of the process, as the scheduler counts it. */
export const idle: Case = {
  name: 'idle-cpu',
  title: `processor time of a reader that waits at an empty queue, over ${idleSeconds} s`,
  unit: '% of a core',
  digits: 4,
  rounds: 1,
  concurrent: true,
  excludes: ({ commands }) =>
    commands.receive === undefined ? 'its reader has no command of its own' : undefined,
  async measure(implementation, stage) {
    const { receive = [] } = implementation.commands
    const reader = stage.start([...receive, await endpoint(implementation, stage)])
    await reader.ready()
    await whileRunning(reader, settleSeconds)
    const before = await processorTime(reader.pid)
    await whileRunning(reader, idleSeconds)
    const used = (await processorTime(reader.pid)) - before
    return { value: (used / (idleSeconds * 1e9)) * 100 }
  },
}

/** A time in which the program must not end; its end also ends the wait. */
async function whileRunning(program: Program, seconds: number): Promise<void> {
  await Promise.race([sleep(seconds * 1000, undefined, { ref: false }), program.finished])
}

/** Nanoseconds that all threads of a process have run. */
async function processorTime(pid: number): Promise<number> {
  const tasks = await readdir(`/proc/${pid}/task`)
  const times = tasks.map(async (task) => {
    const text = await readFile(`/proc/${pid}/task/${task}/schedstat`, 'utf8')
    return Number(text.split(' ', 1)[0])
  })
  return (await Promise.all(times)).reduce((total, time) => total + time, 0)
}

const mebibyte = 1024 * 1024

export const memory: Case = {
  name: 'memory',
  title: 'growth of resident memory from the first 100,000 to 10,000,000 messages of 100 bytes',
  unit: 'MiB, the reader',
  digits: 1,
  rounds: 1,
  excludes: ({ name }) =>
    ['streams', 'calls'].includes(name) ? undefined : 'not ours to answer for',
  async measure(implementation, stage) {
    const count = 10_000_000
    await runPair(implementation, stage, { size: 100, count, env: { BENCH_PROBE: 'memory' } })
    const reader = reportOf(stage.programs, 'receiver').resident
    const sender = reportOf(stage.programs, 'sender').resident
    if (reader === undefined || sender === undefined) throw new Error('no memory was reported')
    return {
      value: (reader.late - reader.early) / mebibyte,
      details: {
        'reader at the end MiB': reader.late / mebibyte,
        'sender growth MiB': (sender.late - sender.early) / mebibyte,
        'sender at the end MiB': sender.late / mebibyte,
      },
    }
  },
}
