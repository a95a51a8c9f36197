/** Acting with no more rights than anybody has: root's reach everything. */
import { spawn } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { text } from 'node:stream/consumers'
import { fileURLToPath } from 'node:url'
import type { Test } from 'tap'

/** "nobody" of Debian; any number but 0 will do. */
export const nobody = 65534

export const isRoot = process.geteuid?.() === 0

/** Why tests that need a queue of another user are skipped, or false. */
export const needsRoot = isRoot ? false : 'only root can make a queue of another user'

/**
 * Runs `what` as another user where this is root, whose queues are then another's. Otherwise as
 * itself: a queue of mode 0 is closed to its owner too.
 */
export async function asOtherUser<T>(what: () => T | Promise<T>): Promise<T> {
  if (!isRoot) return what()
  process.setegid?.(nobody)
  process.seteuid?.(nobody)
  try {
    return await what()
  } finally {
    process.seteuid?.(0)
    process.setegid?.(0)
  }
}

/** Runs a module of this folder in a process of its own, likewise; returns the JSON that it prints. */
export async function runAsOtherUser(t: Test, name: string, ...args: string[]): Promise<unknown> {
  const path = fileURLToPath(new URL(name, import.meta.url))
  const child = spawn(process.execPath, [path, ...args], {
    stdio: ['ignore', 'pipe', 'inherit'],
    // What tap preloads writes to a folder that is not the other user's.
    env: { ...process.env, NODE_OPTIONS: '' },
    ...(isRoot && { uid: nobody, gid: nobody }),
  })
  t.teardown(() => child.kill('SIGKILL'))
  return JSON.parse(await text(child.stdout))
}

const CAP_SYS_RESOURCE = 24n

/** Whether this process may raise maxBytes above kernel.msgmnb. */
export function mayRaise(): boolean {
  const [, effective = '0'] =
    /^CapEff:\s*(\w+)/m.exec(readFileSync('/proc/self/status', 'utf8')) ?? []
  return (BigInt(`0x${effective}`) & (1n << CAP_SYS_RESOURCE)) !== 0n
}
