/** A real terminal: tmux on a socket of its own, whose screen can be read. */
import { execFileSync } from 'node:child_process'
import { randomUUID } from 'node:crypto'
import { absent } from '../interop/peers.js'
import { until } from '../support/until.js'
import { shellMain } from './run.js'

/** What this needs of a tap test. */
interface Test {
  teardown(end: () => unknown): void
}

/** Why tests of a terminal are skipped, or false. */
export const noTerminal = absent('tmux', ['-V'], 'tmux is not installed (Debian package tmux)')

export class Terminal {
  readonly #socket = `sysvmq-test-${randomUUID()}`

  /** Runs a line of shell, in which sysvmq is the command; its exit code is shown at the end. */
  constructor(t: Test, line: string, { columns = 100, rows = 20, env = '' } = {}) {
    const script = `unset NO_COLOR; sysvmq() { ${env} ${shellMain} "$@"; }; ${line}; echo "ended with $?"; read`
    this.#tmux('-f', '/dev/null', 'new-session', '-d', ...size(columns, rows), 'bash', '-c', script)
    t.teardown(() => this.#tmux('kill-server'))
  }

  /** @param escapes - with colours and the like */
  screen(escapes = false): string {
    return this.#tmux('capture-pane', '-p', ...(escapes ? ['-e'] : []))
  }

  keys(...keys: string[]): void {
    this.#tmux('send-keys', ...keys)
  }

  resize(columns: number, rows: number): void {
    this.#tmux('resize-window', ...size(columns, rows))
  }

  /** Waits until the screen shows it; returns the screen. */
  async shows(what: string | RegExp): Promise<string> {
    let screen = ''
    await until(`${what} on the screen`, () => {
      screen = this.screen()
      return typeof what === 'string' ? screen.includes(what) : what.test(screen)
    }).catch((error: Error) => {
      throw new Error(`${error.message}:\n${screen}`)
    })
    return screen
  }

  #tmux(...args: string[]): string {
    const env = { ...process.env, LC_ALL: 'C.UTF-8' }
    return execFileSync('tmux', ['-u', '-L', this.#socket, ...args], { env, encoding: 'utf8' })
  }
}

function size(columns: number, rows: number): string[] {
  return ['-x', `${columns}`, '-y', `${rows}`]
}
