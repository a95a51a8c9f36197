/** What the system itself says of a process and of a socket, beside what the program counts. */
import { readFileSync } from 'node:fs'

/** Resident memory, in bytes. */
export function residentMemory(pid: number): number {
  const kib = /^VmRSS:\s+(\d+) kB/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1]
  return Number(kib) * 1024
}

/** The row of /proc/net/udp for this port; see proc_net_udp(5). */
function socketRow(port: number): string[] {
  const local = `:${port.toString(16).toUpperCase().padStart(4, '0')}`
  const rows = readFileSync('/proc/net/udp', 'utf8').trim().split('\n').slice(1)
  const columns = rows.map((row) => row.trim().split(/\s+/))
  const row = columns.find(([, address]) => address?.endsWith(local))
  if (!row) throw new Error(`no socket has UDP port ${port}`)
  return row
}

/** Datagrams that the kernel dropped because the socket of this port was full. */
export function socketDrops(port: number): number {
  return Number(socketRow(port)[12])
}

/** Bytes that wait in the socket of this port for its process. */
export function socketBacklog(port: number): number {
  return Number.parseInt(socketRow(port)[4]?.split(':')[1] ?? '', 16)
}
