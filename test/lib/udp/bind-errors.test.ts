import { once } from 'node:events'
import { readFileSync } from 'node:fs'
import { constants } from 'node:os'
import t from 'tap'
import { UdpError, UdpSource } from '../../../lib/udp/index.js'
import { addressOf, open } from './support.js'

const { EADDRINUSE, EADDRNOTAVAIL, EACCES } = constants.errno

async function errorOf(udp: UdpSource): Promise<UdpError> {
  const [error] = await once(udp, 'error')
  return error
}

t.test('a port in use', async (t) => {
  const { port } = addressOf(await open(t))
  const udp = new UdpSource({ port })
  const error = await errorOf(udp)
  t.ok(error instanceof UdpError)
  t.match(error, {
    name: 'UdpError',
    code: 'EADDRINUSE',
    errno: EADDRINUSE,
    syscall: 'bind',
    address: '127.0.0.1',
    port,
    cause: { code: 'EADDRINUSE' },
  })
  t.match(error.message, `bind EADDRINUSE 127.0.0.1:${port}: `)
  t.match(error.message, 'ss -lunp')
  t.ok(udp.destroyed)
  t.equal(udp.address(), null)
})

t.test('a port in use by a socket that is shared, while this one is not', async (t) => {
  const { port } = addressOf(await open(t, { reuseAddr: true }))
  const error = await errorOf(new UdpSource({ port }))
  t.equal(error.code, 'EADDRINUSE')
})

// TEST-NET-1, which no interface has.
t.test('an address that is not ours', async (t) => {
  const error = await errorOf(new UdpSource({ port: 0, host: '192.0.2.1' }))
  t.match(error, { code: 'EADDRNOTAVAIL', errno: EADDRNOTAVAIL, address: '192.0.2.1', port: 0 })
  t.match(error.message, 'ip address')
})

t.test('an interface that is none', async (t) => {
  const host = 'fe80::1%no-such'
  const error = await errorOf(new UdpSource({ port: 0, host }))
  t.match(error, { code: 'ENODEV', syscall: 'bind', address: host })
  t.match(error.message, 'ip link')
})

t.test('a name that is none', async (t) => {
  // Longer than a part of a name may be: no server is asked.
  const host = `${'a'.repeat(64)}.invalid`
  const error = await errorOf(new UdpSource({ host }))
  t.match(error, { code: 'ENOTFOUND', syscall: 'getaddrinfo', address: host, port: 9999 })
  t.match(error.message, 'give an IP address')
})

/** A port that this process may not bind, if there is one. */
function forbiddenPort(): number {
  if (process.getuid?.() === 0) return 0
  return Number(readFileSync('/proc/sys/net/ipv4/ip_unprivileged_port_start', 'utf8')) - 1
}

const port = forbiddenPort()
t.test('a port without permission', { skip: port <= 0 && 'may bind any port' }, async (t) => {
  const error = await errorOf(new UdpSource({ port }))
  t.match(error, { code: 'EACCES', errno: EACCES, syscall: 'bind', port })
})

t.test('what to do without permission is in the message', async (t) => {
  const cause = Object.assign(new Error(), { code: 'EACCES', errno: -EACCES, syscall: 'bind' })
  const error = new UdpError(cause, '::1', 53)
  t.match(error.message, 'bind EACCES [::1]:53: ')
  t.match(error.message, 'below 1024')
})

t.test('a failure of another kind keeps its cause', async (t) => {
  const cause = new Error('strange')
  const error = new UdpError(cause, '127.0.0.1', 53)
  t.match(error, { code: 'UNKNOWN', errno: 0, syscall: 'socket', cause })
  t.match(error.message, 'udp(7)')
})
