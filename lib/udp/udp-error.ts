/** A socket that could not be opened, or that broke, and what to do about it. */
import { getSystemErrorName } from 'node:util'

const advice: Record<string, string> = {
  EADDRINUSE:
    'another socket has this port: see whose it is with `ss -lunp`, or choose another one ' +
    '(option "port"; 0 picks a free one)',
  EACCES:
    'no permission: a port below 1024 (sysctl net.ipv4.ip_unprivileged_port_start) needs ' +
    'CAP_NET_BIND_SERVICE; choose a higher one (option "port")',
  EADDRNOTAVAIL:
    'no interface of this machine has this address: see `ip address`, or choose another one ' +
    '(option "host")',
  ENODEV:
    'no interface has the name behind the "%" of this address: see `ip link`, or choose another ' +
    'address (option "host")',
  EAFNOSUPPORT:
    'this machine does not speak this version of IP: choose another address (option "host")',
  ENOTFOUND: 'the name has no address: check its spelling, or give an IP address (option "host")',
  EAI_AGAIN: 'the name server does not answer: try later, or give an IP address (option "host")',
  EMFILE: 'too many open files: raise `ulimit -n`',
}

/** A system call of a UDP socket that failed. `code` and `errno` are stable; the message may change. */
export class UdpError extends Error {
  override readonly name = 'UdpError'
  /** As in errno(3), such as `'EADDRINUSE'`; or of a name's lookup, such as `'ENOTFOUND'`. */
  readonly code: string
  /** The number of it, positive, as in `os.constants.errno`; of a lookup libuv's number. */
  readonly errno: number
  /** `'socket'`, `'bind'`, `'getaddrinfo'` or `'recvmmsg'`. */
  readonly syscall: string
  /** The address that was asked for: an IP literal, or the name that was looked up. */
  readonly address: string
  readonly port: number

  /** @param cause - the failure as Node tells it */
  constructor(cause: NodeJS.ErrnoException, address: string, port: number) {
    const { code = 'UNKNOWN', errno = 0, syscall = 'socket' } = cause
    const place = address.includes(':') ? `[${address}]:${port}` : `${address}:${port}`
    super(`${syscall} ${code} ${place}: ${advice[code] ?? 'see the manual page udp(7)'}`, { cause })
    this.code = code
    this.errno = Math.abs(errno)
    this.syscall = syscall
    this.address = address
    this.port = port
  }
}

/** A failure as Node would tell it. */
export function systemError(syscall: string, errno: number): NodeJS.ErrnoException {
  const code = getSystemErrorName(-errno)
  return Object.assign(new Error(`${syscall} ${code}`), { code, errno: -errno, syscall })
}
