/** A job runner of its own for each test: its own key and port, stopped however the test ends. */
import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { MessageQueue } from '../../lib/index.js'
import { removeAfter, unusedKey } from '../support/queue.js'
import { root } from '../support/root.js'
import { until } from '../support/until.js'

interface Test {
  teardown(end: () => unknown): void
}

export interface Runner {
  readonly child: ChildProcess
  readonly queue: MessageQueue
  readonly port: number
  /** All that it has printed. */
  stdout(): string
  stderr(): string
  /** Sends a signal and resolves with how it ended. */
  end(signal: NodeJS.Signals): Promise<{ code: number | null; signal: NodeJS.Signals | null }>
}

const main = `${root}dist/examples/job-runner/main.js`

export function spawnRunner(t: Test, args: string[]) {
  const child = spawn(process.execPath, [main, ...args], { stdio: ['ignore', 'pipe', 'pipe'] })
  let stdout = ''
  let stderr = ''
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    stdout += text
  })
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    stderr += text
  })
  t.teardown(() => child.kill('SIGKILL'))
  return { child, stdout: () => stdout, stderr: () => stderr }
}

/** Starts it and waits until it says that it is ready. */
export async function startRunner(
  t: Test,
  { key = unusedKey(), workers = 2, args = [] as string[] } = {},
): Promise<Runner> {
  const hex = `0x${key.toString(16)}`
  const { child, stdout, stderr } = spawnRunner(t, [
    ...['--port', '0', '--key', hex, '--workers', `${workers}`],
    ...args,
  ])
  await until(
    'the runner is ready',
    () => stdout().includes('Ctrl-C stops') || child.exitCode !== null,
  )
  const port = Number(/127\.0\.0\.1:(\d+)/.exec(stdout())?.[1])
  if (!port) throw new Error(`the runner did not start: ${stderr()}`)
  return {
    child,
    queue: removeAfter(t, MessageQueue.open(key)),
    port,
    stdout,
    stderr,
    async end(signal) {
      const closed = once(child, 'close')
      child.kill(signal)
      const [code, by] = await closed
      return { code, signal: by }
    },
  }
}
