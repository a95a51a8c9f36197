/** Runs the role that the harness asks a program for; see harness/implementation.ts. */
import type { Role } from '../harness/implementation.js'

export interface Programs {
  receive(key: string): Promise<void>
  send(key: string, size: number, count: number, readers: number): Promise<void>
  echo(requests: string, replies: string): Promise<void>
  ask(
    requests: string,
    replies: string,
    size: number,
    rounds: number,
    pauseMilliseconds: number,
    /** Rounds without a pause, before the others. */
    warmUp: number,
  ): Promise<void>
  select(key: string, times: number): Promise<void>
}

export async function runProgram(programs: Partial<Programs>): Promise<void> {
  const [, , role, key = '', ...rest] = process.argv
  const [first = '', size = 0, rounds = 0, pause = 0, warmUp = 0] = [
    rest[0],
    ...rest.slice(1).map(Number),
  ]
  switch (role as Role) {
    case 'receive':
      return programs.receive?.(key)
    case 'send':
      return programs.send?.(key, Number(first), size, rounds)
    case 'echo':
      return programs.echo?.(key, first)
    case 'ask':
      return programs.ask?.(key, first, size, rounds, pause / 1000, warmUp)
    case 'select':
      return programs.select?.(key, Number(first))
    default:
      throw new Error(`no role ${role}`)
  }
}
