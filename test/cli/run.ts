/** The command as a real process. */
import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { root } from '../support/root.js'
import { until } from '../support/until.js'

/** What this needs of a tap test. */
interface Test {
  teardown(end: () => unknown): void
}

export interface Result {
  readonly code: number | null
  readonly stdout: string
  readonly stderr: string
}

export interface Running {
  readonly child: ChildProcess
  stdout(): string
  stderr(): string
  readonly ended: Promise<Result>
}

interface Options {
  readonly input?: string | Buffer
  readonly env?: NodeJS.ProcessEnv
  /** Leaves stdin open. */
  readonly open?: boolean
}

/** The compiled command, whose coverage counts. */
export const main = `${root}dist/lib/cli/main.js`

/** For a shell. */
export const shellMain = `"${process.execPath}" "${main}"`

/** Starts any program; it is killed with the test. */
export function start(
  t: Test,
  command: string,
  args: readonly string[],
  { input, env, open }: Options = {},
): Running {
  const child = spawn(command, args, { env: { ...process.env, ...env } })
  const out: Buffer[] = []
  const err: Buffer[] = []
  child.stdout.on('data', (data: Buffer) => out.push(data))
  child.stderr.on('data', (data: Buffer) => err.push(data))
  // It may end before it has read all.
  child.stdin.on('error', () => {})
  if (input !== undefined) child.stdin.write(input)
  if (!open) child.stdin.end()
  t.teardown(() => child.kill('SIGKILL'))
  const stdout = () => Buffer.concat(out).toString('latin1')
  const stderr = () => Buffer.concat(err).toString()
  const ended = once(child, 'close').then(([code]) => ({
    code: code as number | null,
    stdout: Buffer.concat(out).toString(),
    stderr: stderr(),
  }))
  return { child, stdout, stderr, ended }
}

export function startCli(t: Test, args: readonly (string | number)[], options?: Options): Running {
  return start(t, process.execPath, [main, ...args.map(String)], options)
}

/** Runs it to its end. */
export function cli(t: Test, args: readonly (string | number)[], options?: Options) {
  return startCli(t, args, options).ended
}

/** Starts a line of shell, in which sysvmq is the command. */
export function startShell(t: Test, line: string, options?: Options): Running {
  return start(t, 'bash', ['-c', `sysvmq() { ${shellMain} "$@"; }; ${line}`], options)
}

/** Runs it to its end. */
export function shell(t: Test, line: string, options?: Options): Promise<Result> {
  return startShell(t, line, options).ended
}

/** Waits until it has printed what is looked for. */
export function printed(running: Running, text: string): Promise<void> {
  return until(`"${text}" on stdout`, () => running.stdout().includes(text))
}

export function lines({ stdout }: { stdout: string }): string[] {
  return stdout.split('\n').slice(0, -1)
}
