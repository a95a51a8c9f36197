import { createSocket } from 'node:dgram'
import { once } from 'node:events'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import t, { type Test } from 'tap'
import { MessageQueue } from '../../lib/index.js'
import { privateQueue, removeAfter, unusedKey } from '../support/queue.js'
import { root } from '../support/root.js'
import { until } from '../support/until.js'
import { cli, lines, printed, type Running, startCli } from './run.js'

/** Sends a datagram; returns the answer. */
async function ask(t: Test, port: number, text: string): Promise<string> {
  const socket = createSocket('udp4')
  t.teardown(() => socket.close())
  const answer = once(socket, 'message')
  socket.send(text, port, '127.0.0.1')
  return `${(await answer)[0]}`
}

function startProxy(t: Test, ...args: (string | number)[]): Running {
  return startCli(t, ['proxy', '--port', 0, ...args])
}

async function portOf(running: Running): Promise<number> {
  await until('it listens', () => /Ctrl-C stops|"listening"/.test(running.stdout()))
  return Number(/127\.0\.0\.1:(\d+)|"port":(\d+)/.exec(running.stdout())?.slice(1).join(''))
}

t.test('proxy puts datagrams into a queue, and workers print them', async (t) => {
  const key = unusedKey()
  const proxy = startProxy(t, '--key', key, '--mode', '640')
  const port = await portOf(proxy)
  const queue = removeAfter(t, MessageQueue.open(key))
  t.equal(queue.stat().mode, 0o640)
  t.equal(await ask(t, port, 'hello\n'), 'OK\n')
  await until('it is printed', () => /\[Worker [01]\] hello\n/.test(proxy.stdout()))
  proxy.child.kill('SIGUSR2')
  await printed(proxy, 'received 1 = accepted 1 + rejected 0 + dropped 0 + waiting 0; answered 1')
  proxy.child.kill('SIGINT')
  t.match(await proxy.ended, { code: 0, stderr: /stopping/ })
})

t.test('proxy runs a script of the user, and replaces a worker that dies', async (t) => {
  const queue = privateQueue(t)
  const script = join(t.testdir(), 'worker.mjs')
  writeFileSync(
    script,
    `import { MessageQueue, poolWorker } from ${JSON.stringify(`${root}dist/lib/index.js`)}
     await poolWorker().handle(MessageQueue.attach(Number(process.argv[2])), ({ type, data }) => {
       if (data.toString() === 'die') process.exit(3)
       console.log('took', type, data.toString())
     })`,
  )
  const proxy = startProxy(
    t,
    ...['--key', `id:${queue.id}`, '--script', script, '--type', 7, '--workers', 1],
  )
  const port = await portOf(proxy)
  await ask(t, port, 'die')
  await until('it is told', () => proxy.stderr().includes('worker 0 ended with 3'))
  t.equal(await ask(t, port, 'job'), 'OK\n')
  await printed(proxy, '[Worker 0] took 7 job\n')
  proxy.child.kill('SIGTERM')
  t.equal((await proxy.ended).code, 0)
})

t.test('proxy --json tells each event as a line', async (t) => {
  const queue = privateQueue(t)
  const proxy = startProxy(t, '--key', `id:${queue.id}`, '--workers', 1, '--json')
  const port = await portOf(proxy)
  await ask(t, port, 'hello')
  await until('it is handled', () => proxy.stderr().includes('[Worker 0] hello'))
  proxy.child.kill('SIGTERM')
  const result = await proxy.ended
  const events = lines(result).map((line) => JSON.parse(line))
  t.match(events[0], { event: 'spawn', worker: 0 })
  t.match(
    events.find((event) => event.listening),
    { listening: { address: '127.0.0.1', port }, id: queue.id, workers: 1 },
  )
  t.match(events.at(-1), { received: 1, accepted: 1, answered: 1 })
})

t.test('a second signal does not wait', async (t) => {
  const queue = privateQueue(t, { maxBytes: 10 })
  const args = ['--key', `id:${queue.id}`, '--workers', 0, '--timeout', 60]
  const proxy = startProxy(t, ...args)
  const port = await portOf(proxy)
  t.equal(await ask(t, port, '1234567890'), 'OK\n')
  const late = ask(t, port, 'no room')
  late.catch(() => {})
  await until('it waits for room', () => {
    proxy.child.kill('SIGUSR2')
    return proxy.stdout().includes('waiting 1')
  })
  // More than may wait: those are answered at once.
  const socket = createSocket('udp4')
  t.teardown(() => socket.close())
  await until('some are too many', () => {
    for (let n = 0; n < 100; n++) socket.send('more', port, '127.0.0.1')
    proxy.child.kill('SIGUSR2')
    return /dropped [1-9]\d* \+/.test(proxy.stdout())
  })
  proxy.child.kill('SIGINT')
  await until('it stops', () => proxy.stderr().includes('stopping'))
  proxy.child.kill('SIGINT')
  t.equal((await proxy.ended).code, 1)
})

t.test('what proxy can not do', async (t) => {
  const queue = privateQueue(t)
  const key = `id:${queue.id}`
  for (const [args, code] of [
    [['--port', '65536'], 2],
    [['--workers', '-1'], 2],
    [['--host', ''], 2],
    [['--key', 'x'], 2],
    [['--key', key, '--port', '0', '--script', '/no/such/file.js'], 1],
    [['--key', key, '--host', '192.0.2.1'], 1],
  ] as const) {
    const result = await cli(t, ['proxy', ...args])
    t.equal(result.code, code, args.join(' '))
    t.match(result.stderr, /^sysvmq: .+\n$/, args.join(' '))
  }
})
