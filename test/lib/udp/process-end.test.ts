import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'
import t, { type Test } from 'tap'
import type { UdpAddress } from '../../../lib/udp/index.js'
import { Client } from './support.js'

interface Running {
  /** The first line that it prints. */
  readonly printed: string
  /** Where its source is, where it prints the port. */
  readonly address: UdpAddress
  /** Its exit code, when it has ended. */
  readonly ended: Promise<number | null>
}

async function start(t: Test, fixture: string): Promise<Running> {
  const path = fileURLToPath(new URL(`./fixtures/${fixture}.js`, import.meta.url))
  const child = spawn(process.execPath, [path], {
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  t.teardown(() => child.kill('SIGKILL'))
  const ended = once(child, 'exit').then(([code]) => code)
  const [line] = await once(createInterface(child.stdout), 'line')
  const address: UdpAddress = { address: '127.0.0.1', port: Number(line), family: 'IPv4' }
  return { printed: line, address, ended }
}

t.test('after stop() the process ends by itself, and the last answer is sent', async (t) => {
  const { address, ended } = await start(t, 'stopped')
  const client = new Client(t)
  await client.send(address, 'x')
  t.equal(await client.answer(), 'OK\n')
  t.equal(await ended, 0)
})

t.test("process.exit() loses no answer, nor does one come too late in 'exit'", async (t) => {
  const { address, ended } = await start(t, 'exits')
  const client = new Client(t)
  await client.send(address, 'x')
  t.equal(await client.answer(), 'OK\n')
  t.equal(await client.answer(), 'bye\n')
  t.equal(await ended, 3)
})

t.test('worker.terminate() loses no answer', async (t) => {
  const { address, ended } = await start(t, 'terminated')
  const client = new Client(t)
  await client.send(address, 'x')
  t.equal(await client.answer(), 'OK\n')
  t.equal(await ended, 0)
})

t.test('what came with a datagram whose listener throws is delivered all the same', async (t) => {
  const { printed, ended } = await start(t, 'throws')
  t.equal(printed, 'thrown at 1, then 2 3')
  t.equal(await ended, 0)
})

t.test('unref() lets the process end, before and after it is bound', async (t) => {
  const { ended } = await start(t, 'unreferenced')
  t.equal(await ended, 0)
})

t.test('ref() keeps the process alive', async (t) => {
  const { address, ended } = await start(t, 'referenced')
  await new Client(t).send(address, 'x')
  t.equal(await ended, 0)
})

t.test('workers of a cluster do not share a port unawares', async (t) => {
  const { printed, ended } = await start(t, 'clustered')
  t.equal(printed, 'EADDRINUSE listening')
  t.equal(await ended, 0)
})
