/** What the kernel dropped before this process could see it. */
import { readdirSync, readFileSync, readlinkSync } from 'node:fs'

const tables = '/proc/self/net'
// Columns of /proc/net/udp and udp6; see proc_net_udp(5).
const addressColumn = 1
const inodeColumn = 9
const dropsColumn = 12

/** The rows of all UDP sockets of this network namespace; none where the system does not tell. */
function rows(folder: string): string[][] {
  return ['udp', 'udp6'].flatMap((table) => {
    try {
      const text = readFileSync(`${folder}/${table}`, 'latin1')
      return text.split('\n').map((row) => row.trim().split(/\s+/))
    } catch {
      // No /proc, as in some sandboxes; no IPv6.
      return []
    }
  })
}

function isOurs(inode: string | undefined): boolean {
  const link = `socket:[${inode}]`
  return readdirSync('/proc/self/fd').some((fd) => {
    try {
      return readlinkSync(`/proc/self/fd/${fd}`) === link
    } catch {
      // It was open for readdir alone.
      return false
    }
  })
}

/** The inode of this process's socket on a port: node:dgram does not tell its descriptor. */
export function inodeOf(port: number): string | undefined {
  const end = `:${port.toString(16).toUpperCase().padStart(4, '0')}`
  const onPort = rows(tables).filter((row) => row[addressColumn]?.endsWith(end))
  return onPort.map((row) => row[inodeColumn]).find(isOurs)
}

/** How many datagrams a socket has lost because its receive buffer was full; null if it is not there. */
export function kernelDrops(inode: string, folder = tables): number | null {
  const row = rows(folder).find((row) => row[inodeColumn] === inode)
  return row ? Number(row[dropsColumn]) : null
}
