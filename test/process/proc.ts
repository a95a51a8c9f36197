/** What the system itself says of a process and of a socket, beside what the program counts. */
import { readFileSync } from 'node:fs'

/** Resident memory, in bytes. */
export function residentMemory(pid: number): number {
  const kib = /^VmRSS:\s+(\d+) kB/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1]
  return Number(kib) * 1024
}

/** Datagrams that the kernel dropped because the IPv4 socket of this port was full. */
export function socketDrops(port: number): number {
  const local = `:${port.toString(16).toUpperCase().padStart(4, '0')}`
  const rows = readFileSync('/proc/net/udp', 'utf8').trim().split('\n').slice(1)
  const columns = rows.map((row) => row.trim().split(/\s+/))
  const row = columns.find(([, address]) => address?.endsWith(local))
  return Number(row?.at(-1))
}
