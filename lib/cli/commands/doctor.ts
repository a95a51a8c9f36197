/** sysvmq doctor: what is wrong with this machine for queues, and the command that mends it. */
import { type CommonOptions, newCommand } from '../command.js'
import {
  checkDepth,
  checkMemory,
  checkMessageSize,
  checkNumber,
  checkRate,
  checkRights,
  type Load,
} from '../doctor/check-load.js'
import {
  checkLogout,
  checkNamespace,
  checkSharedMemory,
  checkThreads,
} from '../doctor/check-machine.js'
import { checkQueues } from '../doctor/check-queues.js'
import { type Facts, gatherFacts } from '../doctor/facts.js'
import type { Finding } from '../doctor/finding.js'
import { exitCode } from '../exit-codes.js'
import { printJson, printLines } from '../print.js'
import { paint } from '../terminal.js'
import { bytes, integer } from '../values.js'

const colours = { ok: 'green', note: 'yellow', wrong: 'red' } as const

export function diagnose(facts: Facts, load: Load): Finding[] {
  return [
    checkMessageSize(facts, load),
    checkDepth(facts, load),
    ...checkRate(facts, load),
    checkMemory(facts, load),
    checkNumber(facts),
    ...checkRights(facts),
    checkNamespace(facts),
    checkLogout(facts),
    checkThreads(facts),
    checkSharedMemory(facts),
    ...checkQueues(facts),
  ]
}

function lines({ level, subject, text, mend }: Finding): string[] {
  const first = `${paint(colours[level], level.padEnd(5))}  ${paint('bold', subject)}: ${text}`
  return mend === undefined ? [first] : [first, `       ${mend}`]
}

async function doctor({ json, ...load }: CommonOptions & Load): Promise<void> {
  const findings = diagnose(gatherFacts(), load)
  const healthy = findings.every(({ level }) => level !== 'wrong')
  if (json) await printJson({ healthy, findings })
  else await printLines(findings.flatMap(lines))
  if (!healthy) process.exitCode = exitCode.unhealthy
}

export function make() {
  return newCommand('doctor', 'What is wrong here for your load, and the command that mends it.')
    .option('--message-size <size>', 'bytes of your largest message', bytes)
    .option('--depth <n>', 'how many messages are to wait at most', integer(1, 1e12))
    .option('--rate <n>', 'messages a second', integer(1, 1e9))
    .addHelpText(
      'after',
      `
Looks at the limits, memory, rights, the IPC namespace, RemoveIPC of systemd-logind, ulimits, /dev/shm,
and at queues that are full, large or forgotten. "wrong" makes the exit code 9; the line below a finding
mends it.

Examples:
  sysvmq doctor
  sysvmq doctor --message-size 64k --depth 1000 --rate 20000`,
    )
    .action(doctor)
}
