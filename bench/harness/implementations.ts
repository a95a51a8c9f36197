/** All implementations, the C program first: the others are compared with it. */
import { execFile } from 'node:child_process'
import { promisify } from 'node:util'
import type { Implementation } from './implementation.js'
import { cProgram, nodeProgram, script } from './paths.js'
import { peerProblem } from './prepare.js'

const present = async (): Promise<undefined> => undefined

/** All roles that a script plays whose first argument is the role. */
function roles<R extends string>(command: readonly string[], ...names: R[]) {
  return Object.fromEntries(names.map((name) => [name, [...command, name]])) as Record<R, string[]>
}

const pairRoles = ['receive', 'send', 'echo', 'ask'] as const

/** Why a command does not succeed, as its last line says. */
async function failure(file: string, ...args: string[]): Promise<string | undefined> {
  try {
    await promisify(execFile)(file, args)
    return undefined
  } catch (error) {
    const { code, stderr } = error as { code?: unknown; stderr?: string }
    if (code === 'ENOENT') return `${file} is not installed`
    return stderr?.trim().split('\n').at(-1) || `${file} fails`
  }
}

/** The Python that has the package: of those on the PATH, or the system's. */
const pythons = ['python3', '/usr/bin/python3']
async function findPython(): Promise<string | undefined> {
  for (const python of pythons) {
    if ((await failure(python, '-c', 'import sysv_ipc')) === undefined) return python
  }
  return undefined
}
const python = await findPython()

const phpExtensions = 'exit(extension_loaded("sysvmsg") && extension_loaded("pcntl") ? 0 : 1);'

export const implementations: readonly Implementation[] = [
  {
    name: 'c',
    title: 'C',
    transport: 'queue',
    pace: 1,
    commands: {
      receive: [cProgram('throughput'), 'receive'],
      send: [cProgram('throughput'), 'send'],
      echo: [cProgram('round_trip'), 'echo'],
      ask: [cProgram('round_trip'), 'ask'],
      select: [cProgram('selection'), 'select'],
      job: [cProgram('udp_job')],
    },
    absent: present,
  },
  {
    name: 'streams',
    title: 'sysvmq streams',
    transport: 'queue',
    pace: 1,
    commands: {
      ...roles(nodeProgram('ours/streams'), ...pairRoles, 'select'),
      job: nodeProgram('ours/job'),
    },
    absent: present,
  },
  {
    name: 'streams-ack',
    title: 'sysvmq acknowledged',
    transport: 'queue',
    pace: 1,
    commands: {
      ...roles(nodeProgram('ours/streams'), 'send', 'ask'),
      ...roles(nodeProgram('ours/streams-ack'), 'receive', 'echo'),
    },
    absent: present,
  },
  {
    name: 'calls',
    title: 'sysvmq calls',
    transport: 'queue',
    pace: 1,
    commands: roles(nodeProgram('ours/calls'), ...pairRoles, 'select'),
    absent: present,
  },
  {
    name: 'php',
    title: 'PHP sysvmsg',
    transport: 'queue',
    pace: 1,
    commands: {
      ...roles(['php', script('queue.php')], ...pairRoles, 'select'),
      job: ['php', script('job.php')],
    },
    absent: async () =>
      (await failure('php', '-r', phpExtensions)) && 'php-cli with sysvmsg and pcntl is needed',
  },
  {
    name: 'perl',
    title: 'Perl',
    transport: 'queue',
    pace: 1,
    commands: roles(['perl', script('queue.pl')], ...pairRoles, 'select'),
    absent: () => failure('perl', '-MTime::HiRes', '-e', '1'),
  },
  {
    name: 'python',
    title: 'Python sysv_ipc',
    transport: 'queue',
    pace: 0.5,
    commands: roles([python ?? 'python3', script('sysv_queue.py')], ...pairRoles, 'select'),
    absent: async () =>
      python === undefined ? `no sysv_ipc in ${pythons.join(' or ')}` : undefined,
  },
  {
    name: 'svmq',
    title: 'npm svmq',
    transport: 'queue',
    pace: 0.05,
    maxSize: 4052,
    commands: roles(nodeProgram('peers/svmq'), ...pairRoles),
    absent: () => peerProblem('svmq'),
  },
  {
    name: 'zeromq',
    title: 'zeromq.js ipc://',
    transport: 'socket',
    pace: 0.3,
    commands: roles(nodeProgram('peers/zeromq'), ...pairRoles),
    absent: () => peerProblem('zeromq'),
  },
  {
    name: 'child-process',
    title: 'child_process IPC',
    transport: 'channel',
    pace: 0.2,
    commands: roles(nodeProgram('peers/child-process'), 'send', 'ask'),
    absent: present,
  },
]
