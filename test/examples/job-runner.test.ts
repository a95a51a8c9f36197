import dgram from 'node:dgram'
import { once } from 'node:events'
import t from 'tap'
import { MessageQueue } from '../../lib/index.js'
import { socketBacklog } from '../support/proc.js'
import { drain, fill, unusedKey } from '../support/queue.js'
import { sleepers, until } from '../support/until.js'
import { spawnRunner, startRunner } from './runner.js'

/** Sends datagrams one by one, and resolves with the answers. */
async function ask(port: number, texts: (string | Buffer)[]): Promise<string[]> {
  const socket = dgram.createSocket('udp4')
  const answers: string[] = []
  try {
    for (const text of texts) {
      socket.send(text, port, '127.0.0.1')
      const [answer] = await once(socket, 'message', { signal: AbortSignal.timeout(20_000) })
      answers.push(`${answer}`)
    }
  } finally {
    socket.close()
  }
  return answers
}

const printed = (text: string) =>
  text
    .split('\n')
    .map((line) => /^\[Worker \d+\] (.*)$/.exec(line)?.[1])
    .filter((line) => line !== undefined)

t.test('each datagram is answered OK and printed once by one of the workers', async (t) => {
  const runner = await startRunner(t)
  t.match(runner.stdout(), /^sysvmq: UDP 127\.0\.0\.1:\d+ -> queue 0x[0-9a-f]{8} -> 2 workers/)
  const texts = Array.from({ length: 50 }, (_, i) => `job ${i}`)
  const answers = await ask(runner.port, ['hello\n', ...texts])
  t.same(answers, Array(51).fill('OK\n'))
  await until('all printed', () => printed(runner.stdout()).length === 51)
  t.same(printed(runner.stdout()).toSorted(), ['hello', ...texts].toSorted())
  t.same(await runner.end('SIGINT'), { code: 0, signal: null })
  t.equal(runner.stderr(), '')
})

t.test('a datagram that can be no message is answered ER, and the next one OK', async (t) => {
  const runner = await startRunner(t)
  t.same(await ask(runner.port, [Buffer.alloc(9000), 'after', '']), ['ER\n', 'OK\n', 'OK\n'])
  t.same(await runner.end('SIGTERM'), { code: 0, signal: null })
})

t.test(
  'what is still queued when it stops stays, and a second start goes on with it',
  async (t) => {
    const first = await startRunner(t, { workers: 0 })
    const texts = Array.from({ length: 20 }, (_, i) => `job ${i}`)
    await ask(first.port, texts)
    t.same(await first.end('SIGTERM'), { code: 0, signal: null })
    t.equal(first.queue.stat().messages, 20)

    const second = await startRunner(t, { key: first.queue.key })
    await until('all printed', () => printed(second.stdout()).length === 20)
    t.same(printed(second.stdout()).toSorted(), texts.toSorted())
    t.same(await second.end('SIGTERM'), { code: 0, signal: null })
  },
)

/** The last account that it has printed. */
const account = (stdout: string) => stdout.match(/received .*/g)?.at(-1)

t.test('each of many that find no room in time is answered ER, once', async (t) => {
  const runner = await startRunner(t, { workers: 0, args: ['--timeout', '200'] })
  const count = fill(runner.queue, 8192)
  // More than may wait: some are refused at once, the others when their time is over.
  const callers = 600
  const answers = new Map<dgram.Socket, string[]>()
  for (let i = 0; i < callers; i++) {
    const socket = dgram.createSocket('udp4')
    t.teardown(() => socket.close())
    const own: string[] = []
    answers.set(socket, own)
    socket.on('message', (text) => own.push(`${text}`))
  }
  for (const [index, socket] of [...answers.keys()].entries()) {
    await new Promise((resolve) => socket.send('x', runner.port, '127.0.0.1', resolve))
    // No more at once than a receive buffer has room for.
    if (index % 100 === 99) await until('taken', () => socketBacklog(runner.port) === 0)
  }
  await until('each has an answer', () => [...answers.values()].every((own) => own.length > 0))
  for (let taken = 0; taken < count; taken++) runner.queue.tryReceive()
  t.same(await ask(runner.port, ['there is room']), ['OK\n'], 'it goes on')

  runner.child.kill('SIGUSR2')
  const sum =
    /^received 601 = accepted 1 \+ rejected (\d+) \+ dropped (\d+) \+ waiting 0; answered 601, failed 0/
  await until('it says what became of them', () => sum.test(account(runner.stdout()) ?? ''))
  const [, rejected, dropped] = sum.exec(account(runner.stdout()) ?? '') ?? []
  t.equal(Number(rejected) + Number(dropped), callers)
  t.same(await runner.end('SIGTERM'), { code: 0, signal: null })
  t.match(account(runner.stdout()), sum)
  t.same([...answers.values()], Array(callers).fill(['ER\n']))
})

t.test('a stop while the queue is full gives up in time, and says ER', async (t) => {
  const runner = await startRunner(t, { workers: 0, args: ['--timeout', '60000'] })
  const count = fill(runner.queue, 8192)
  const socket = dgram.createSocket('udp4')
  t.teardown(() => socket.close())
  const answer = once(socket, 'message', { signal: AbortSignal.timeout(20_000) })
  socket.send('too late', runner.port, '127.0.0.1')
  await until('it waits in msgsnd', () => sleepers('msgsnd', runner.child.pid) === 1)
  const { code } = await runner.end('SIGTERM')
  t.equal(code, 1)
  t.equal(`${(await answer)[0]}`, 'ER\n')
  t.match(runner.stderr(), /no room within 5000 ms/)
  t.match(
    account(runner.stdout()),
    /^received 1 = accepted 0 \+ rejected 1 \+ dropped 0 \+ waiting 0/,
  )
  t.equal(drain(runner.queue).length, count)
})

t.test('a second signal stops it at once', async (t) => {
  const runner = await startRunner(t, { workers: 0, args: ['--timeout', '60000'] })
  fill(runner.queue, 8192)
  const socket = dgram.createSocket('udp4')
  t.teardown(() => socket.close())
  socket.send('waits', runner.port, '127.0.0.1')
  await until('it waits in msgsnd', () => sleepers('msgsnd', runner.child.pid) === 1)
  runner.child.kill('SIGINT')
  await until('it has heard the first', () => runner.stdout().includes('stopping'))
  t.same(await runner.end('SIGINT'), { code: 1, signal: null })
})

t.test('a worker that dies is replaced', async (t) => {
  const runner = await startRunner(t, { workers: 1 })
  t.same(await ask(runner.port, ['one']), ['OK\n'])
  await until('printed', () => runner.stdout().includes('one'))
  process.kill(runner.queue.stat().lastReceivePid, 'SIGKILL')
  await until('it says so', () => runner.stderr().includes('SIGKILL'))
  t.same(await ask(runner.port, ['two']), ['OK\n'])
  await until('printed by the next one', () => runner.stdout().includes('two'))
  t.same(await runner.end('SIGTERM'), { code: 0, signal: null })
})

t.test('it ends with an error when its queue is removed', async (t) => {
  const runner = await startRunner(t)
  const closed = once(runner.child, 'close')
  await runner.queue.remove()
  const [code] = await closed
  t.equal(code, 1)
  t.match(runner.stderr(), /EIDRM/)
})

t.test('a port in use, and wrong options, are told in a line', async (t) => {
  const runner = await startRunner(t, { workers: 0 })
  const key = unusedKey()
  const rows: [string[], RegExp][] = [
    [['--port', `${runner.port}`, '--key', `${key}`, '--workers', '0'], /EADDRINUSE/],
    [['--port', '70000'], /--port must be/],
    [['--port', 'x'], /--port must be/],
    [['--mode', '999'], /--mode must be/],
    [['--timeout', '-1'], /--timeout/],
    [['--key', 'zzz'], /"key" must be/],
    [['--wrong'], /--wrong/],
  ]
  for (const [args, message] of rows) {
    const { child, stderr } = spawnRunner(t, args)
    const [code] = await once(child, 'close')
    t.equal(code, 1, args.join(' '))
    t.match(stderr(), message)
    t.notMatch(stderr(), /\n {4}at /, 'no stack')
  }
  // The port is looked at first only after the queue is made.
  await MessageQueue.open(key)
    .remove()
    .catch(() => {})
  const { child, stdout } = spawnRunner(t, ['--help'])
  t.same((await once(child, 'close'))[0], 0)
  t.match(stdout(), /Usage: npm start/)
})

t.test('flags choose key, mode and number of workers', async (t) => {
  const runner = await startRunner(t, {
    workers: 3,
    args: ['--mode', '640', '--host', '127.0.0.1'],
  })
  t.equal(runner.queue.stat().mode, 0o640)
  t.match(runner.stdout(), /-> 3 workers/)
  t.same(await runner.end('SIGTERM'), { code: 0, signal: null })
})
