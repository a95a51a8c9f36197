/** Processes that know nothing of this library, and do to a queue what they are told. */
import { spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { constants } from 'node:os'
import { text } from 'node:stream/consumers'
import { fileURLToPath } from 'node:url'
import type { Test } from 'tap'
import type { Message } from '../../lib/index.js'

/** From dist/test/interop, or wherever else the compiled tests lie beside lib, to the repository. */
const folder = fileURLToPath(new URL('../../../test/interop/', import.meta.url))

/** Why tests that need the program are skipped, or false when it is here. */
export function absent(program: string, probe: readonly string[], reason: string): string | false {
  return spawnSync(program, probe, { stdio: 'ignore' }).status === 0 ? false : reason
}

export const php = {
  name: 'php',
  absent: absent(
    'php',
    ['-r', 'exit(extension_loaded("sysvmsg") ? 0 : 1);'],
    'php with sysvmsg is not installed (Debian package php-cli)',
  ),
  command: ['php', `${folder}peer.php`],
}

export const perl = {
  name: 'perl',
  absent: absent('perl', ['-e', '1'], 'perl is not installed (Debian package perl)'),
  command: ['perl', `${folder}peer.pl`],
}

export type Peer = typeof php

export const peers: readonly Peer[] = [php, perl]

export interface Running {
  readonly pid: number
  /** What it printed, a line an operation, once it has ended. */
  readonly lines: Promise<string[]>
}

/** Starts a program; it is killed with the test, should it still be there. */
export function start(t: Test, command: readonly string[], input = ''): Running {
  const [program = '', ...args] = command
  const child = spawn(program, args, {
    stdio: ['pipe', 'pipe', 'inherit'],
    env: { ...process.env, LC_ALL: 'C' },
  })
  t.teardown(() => child.kill('SIGKILL'))
  // EPIPE: the program does not read. Whether it failed shows in how it ends.
  child.stdin.on('error', () => {}).end(input)
  const ended = Promise.all([text(child.stdout), once(child, 'close')])
  const lines = ended.then(([output, [code]]) => {
    if (code !== 0) throw new Error(`${command.join(' ')} ended with ${code}: ${output}`)
    return output.split('\n').slice(0, -1)
  })
  return { pid: child.pid ?? 0, lines }
}

/** Runs a program to its end; returns the lines that it printed. */
export function run(t: Test, command: readonly string[]): Promise<string[]> {
  return start(t, command).lines
}

/** Has a peer do something to the queue of this key; see peer.php. */
export function tell(
  t: Test,
  peer: Peer,
  key: number,
  operations: readonly string[],
  ...options: 'create'[]
): Running {
  return start(t, [...peer.command, `${key}`, ...options], `${operations.join('\n')}\n`)
}

/** The same, to its end. */
export function ask(...asked: Parameters<typeof tell>): Promise<string[]> {
  return tell(...asked).lines
}

export function hex(data: Uint8Array | string): string {
  return Buffer.from(data as string).toString('hex')
}

/** A message as a peer prints it. */
export function printed(message: Message | null): string | undefined {
  return message ? `${message.type} ${hex(message.data)}` : undefined
}

/** A failure as a peer prints it. */
export function failed(name: 'EAGAIN' | 'EIDRM' | 'EINVAL' | 'ENOMSG'): string {
  return `errno ${constants.errno[name]}`
}
