/** What this process may do beyond its user, from CapEff in /proc/self/status. */
import { readFileSync } from 'node:fs'

const bits = { CAP_IPC_OWNER: 15n, CAP_SYS_ADMIN: 21n, CAP_SYS_RESOURCE: 24n } as const

export function hasCapability(name: keyof typeof bits): boolean {
  const status = readFileSync('/proc/self/status', 'utf8')
  const effective = BigInt(`0x${status.split('CapEff:')[1]?.trimStart().slice(0, 16)}`)
  return (effective & (1n << bits[name])) !== 0n
}
