import { existsSync, readFileSync, unlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import t, { type Test } from 'tap'
import { DumpEncoder } from '../../lib/cli/dump-format.js'
import type { MessageQueue } from '../../lib/index.js'
import { drain, fill, privateQueue } from '../support/queue.js'
import { sleepers, until } from '../support/until.js'
import { cli, shell, shellMain, start, startCli } from './run.js'

const large = Buffer.alloc(8192, 'x')

/** Messages of every kind, in an order that no sorting would give. */
function sendEveryKind(queue: MessageQueue): number {
  const kinds: [Buffer, number | bigint][] = [
    [Buffer.from('text'), 7],
    [Buffer.alloc(0), 1],
    [Buffer.from([0, 255, 10, 13]), 2n ** 63n - 1n],
    [large, 2 ** 53 - 1],
    [Buffer.from('é'), 2n ** 53n],
    [Buffer.from('text'), 7],
    [Buffer.alloc(0), 3],
  ]
  for (const [data, type] of kinds) queue.trySend(data, type)
  return kinds.length
}

function dumpFile(t: Test, name = 'queue.dump'): string {
  return join(t.testdir(), name)
}

t.test('dump and load of every kind of message give an equal dump', async (t) => {
  const queue = privateQueue(t)
  const key = `id:${queue.id}`
  const count = sendEveryKind(queue)
  const [copy, first, second] = ['copy', 'first', 'second'].map((name) => join(t.testdir(), name))
  const kept = await shell(t, `sysvmq dump ${key} --keep > ${copy}`)
  t.match(kept, { code: 0, stderr: `${key}: ${count} messages dumped and kept\n` })
  t.equal(queue.stat().messages, count)
  t.match(await shell(t, `sysvmq dump ${key} --json > ${first}`), {
    stderr: `{"dumped":${count}}\n`,
  })
  t.equal(queue.stat().messages, 0)
  t.match(await shell(t, `sysvmq load ${key} --json < ${first}`), {
    stdout: `{"loaded":${count}}\n`,
  })
  await shell(t, `sysvmq dump ${key} > ${second}`)
  t.same(readFileSync(first as string), readFileSync(copy as string))
  t.same(readFileSync(second as string), readFileSync(first as string))

  await shell(t, `cat ${second} | sysvmq load ${key}`)
  const other = privateQueue(t)
  sendEveryKind(other)
  for (let i = 0; i < count; i++) t.same(queue.tryReceive(), other.tryReceive())
})

t.test('a dump goes through a pipe, and an empty one is a dump', async (t) => {
  const [from, to] = [privateQueue(t), privateQueue(t)]
  const count = fill(from, 100)
  const pipe = `sysvmq dump id:${from.id} | gzip | zcat | sysvmq load id:${to.id}`
  const { stdout } = await shell(t, `${pipe}; ${pipe}`)
  t.equal(stdout, `id:${to.id}: ${count} messages loaded\nid:${to.id}: 0 messages loaded\n`)
  t.equal(to.stat().messages, count)
})

t.test(
  'load refuses what is foreign, cut off, damaged or too long, and loads nothing',
  async (t) => {
    const queue = privateQueue(t)
    const key = `id:${queue.id}`
    const count = sendEveryKind(queue)
    const file = dumpFile(t)
    await shell(t, `sysvmq dump ${key} > ${file}`)
    const whole = readFileSync(file)

    const check = async (bytes: Buffer, reason: RegExp, what: string) => {
      writeFileSync(file, bytes)
      const { code, stdout, stderr } = await cli(t, ['load', key, '--file', file])
      t.same([code, stdout], [8, ''], what)
      t.match(stderr, reason, what)
      t.equal(queue.stat().messages, 0, what)
    }
    await check(Buffer.from('hello\n'), /no dump of sysvmq/, 'foreign')
    await check(Buffer.from('sysvmq-dump 2\n'), /later version/, 'of a later version')
    for (const cut of [1, 16, 20, 8000]) {
      await check(
        whole.subarray(0, whole.length - cut),
        /cut off.*is this file complete/,
        `cut ${cut}`,
      )
    }
    await check(Buffer.concat([whole, Buffer.from('x')]), /something follows/, 'too long')
    for (const at of [14, 21, 22, 25, 26, 30, 33, whole.length - 1]) {
      const bytes = Buffer.from(whole)
      bytes[at] = (bytes[at] as number) ^ 0x80
      await check(bytes, /damaged|cut off/, `a bit of byte ${at}`)
    }
    const swapped = Buffer.concat([
      whole.subarray(0, 14),
      whole.subarray(34, 50),
      whole.subarray(14, 34),
    ])
    await check(Buffer.concat([swapped, whole.subarray(50)]), /damaged/, 'two in another order')

    queue.set({ maxBytes: 8191 })
    await check(
      whole,
      /message 4 has 8192 bytes, and the queue takes 8191/,
      'one that is too large',
    )

    writeFileSync(file, whole.subarray(0, whole.length - 1))
    const salvage = await cli(t, ['load', key, '--file', file, '--salvage', '--timeout', '0'])
    t.match(salvage, { code: 8, stderr: /3 messages had been loaded before; --skip 3/ })
    t.equal(queue.stat().messages, 3)
    drain(queue)
    queue.set({ maxBytes: 16_384 })
    const rest = await cli(t, ['load', key, '--file', file, '--salvage', '--skip', '3'])
    t.match(rest, { code: 8, stderr: /cut off/ })
    t.equal(queue.stat().messages, count - 3)
  },
)

t.test('of a damaged pipe, what is whole is loaded and the rest is told', async (t) => {
  const queue = privateQueue(t)
  fill(queue, 100)
  const key = `id:${queue.id}`
  const { stderr } = await shell(t, `sysvmq dump ${key} | head -c 1000 | sysvmq load ${key}`)
  t.match(stderr, /cut off, after 8 whole messages.*8 messages had been loaded/)
})

t.test('load waits for room, and a signal ends it without losing anything', async (t) => {
  const [from, to] = [privateQueue(t), privateQueue(t, { maxBytes: 1000 })]
  const count = fill(from, 100)
  const file = dumpFile(t)
  await shell(t, `sysvmq dump id:${from.id} > ${file}`)
  const loading = startCli(t, ['load', `id:${to.id}`, '--file', file])
  await until('load waits for room', () => sleepers('msgsnd', loading.child.pid) === 1)
  loading.child.kill('SIGINT')
  t.match(await loading.ended, { code: 130, stderr: /stopped; 10 messages.*--skip 10 passes/ })
  t.equal(drain(to).length, 10)
  to.set({ maxBytes: 16_384 })
  await cli(t, ['load', `id:${to.id}`, '--file', file, '--skip', '10'])
  t.equal(to.stat().messages, count - 10)
})

t.test('what can not be written goes back into the queue', async (t) => {
  const queue = privateQueue(t)
  const count = fill(queue, 100)
  const full = await shell(t, `sysvmq dump id:${queue.id} > /dev/full`)
  t.equal(full.code, 1)
  t.match(full.stderr, /ENOSPC/)
  t.equal(queue.stat().messages, count)
  const closed = await shell(t, `sysvmq dump id:${queue.id} | true`)
  t.equal(closed.stderr, '')
  t.equal(queue.stat().messages, count)
})

/** Starts a dump into a pipe that holds 4 KiB, whose reader has read the header and waits for a word. */
async function startSlowly(t: Test, queue: MessageQueue, file: string, flags = '', reader = 'cat') {
  const perl = 'fcntl(STDOUT, 1031, 4096) or die $!; print STDERR "$$ "; exec @ARGV'
  const line = `
    exec 3<&0
    perl -e '${perl}' ${shellMain} dump id:${queue.id} ${flags} < /dev/null |
      { head -c 14; read -u 3; ${reader}; } > ${file}
    exit "\${PIPESTATUS[0]}"`
  const running = start(t, 'bash', ['-c', line], { open: true })
  await until('the header is out', () => existsSync(file) && readFileSync(file).length === 14)
  const read = () => running.child.stdin?.end('\n')
  return { pid: Number.parseInt(running.stderr(), 10), running, read }
}

t.test('a signal ends a dump as a whole file; the rest stays in the queue', async (t) => {
  const [queue, other] = [privateQueue(t), privateQueue(t)]
  const count = fill(queue, 1000)
  const file = dumpFile(t)
  const { pid, running, read } = await startSlowly(t, queue, file)
  await until('it waits for the reader', () => queue.stat().messages < count - 4)
  process.kill(pid, 'SIGINT')
  read()
  t.equal((await running.ended).code, 130)
  t.equal((await cli(t, ['load', `id:${other.id}`, '--file', file])).code, 0)
  t.equal(other.stat().messages + queue.stat().messages, count)
  t.ok(queue.stat().messages > 0)
})

t.test('a signal does not wait for a reader that does not read', async (t) => {
  const [queue, other] = [privateQueue(t), privateQueue(t)]
  const count = fill(queue, 1000)
  const file = dumpFile(t)
  const { pid, running, read } = await startSlowly(t, queue, file)
  await until('it waits for the reader', () => queue.stat().messages < count - 4)
  process.kill(pid, 'SIGINT')
  await until('it has ended', () => !existsSync(`/proc/${pid}/exe`))
  read()
  t.equal((await running.ended).code, 130)
  const salvage = await cli(t, ['load', `id:${other.id}`, '--file', file, '--salvage'])
  t.match(salvage, { code: 8, stderr: /cut off/ })
  t.equal(other.stat().messages + queue.stat().messages, count)
})

t.test('a copy of a queue that somebody reads is not to be trusted', async (t) => {
  const queue = privateQueue(t)
  fill(queue, 1000)
  const { running, read } = await startSlowly(t, queue, dumpFile(t), '--keep')
  queue.tryReceive()
  read()
  t.match(await running.ended, { code: 1, stderr: /may lack messages/ })
})

t.test('what can not go back, because the queue is gone, is in a file', async (t) => {
  const [queue, other] = [privateQueue(t), privateQueue(t)]
  const count = fill(queue, 1000)
  const file = dumpFile(t)
  const { pid, running, read } = await startSlowly(t, queue, file)
  await until('it waits for the reader', () => queue.stat().messages < count - 4)
  const left = queue.stat().messages
  await queue.remove()
  process.kill(pid, 'SIGINT')
  const told = /(\d+) messages? did not fit back .*`sysvmq load id:\d+ --file (\S+)`/
  await until('stderr says where', () => told.test(running.stderr()))
  read()
  await running.ended
  const [, number, rescue = ''] = told.exec(running.stderr()) ?? []
  t.equal((await cli(t, ['load', `id:${other.id}`, '--file', rescue])).code, 0)
  unlinkSync(rescue)
  await cli(t, ['load', `id:${other.id}`, '--file', file, '--salvage'])
  t.ok(Number(number) > 0)
  t.equal(other.stat().messages + left, count)
})

t.test(
  'Ctrl-C, which ends the reader of a dump too, puts back what that has not read',
  async (t) => {
    const queue = privateQueue(t)
    const count = fill(queue, 1000)
    const file = dumpFile(t)
    const { pid, running, read } = await startSlowly(t, queue, file, '', 'head -c 4064')
    await until('it waits for the reader', () => queue.stat().messages < count - 4)
    process.kill(pid, 'SIGINT')
    read()
    t.equal((await running.ended).code, 141)
    t.equal(queue.stat().messages, count - 4)
  },
)

t.test('a dump that comes in many chunks', async (t) => {
  const queue = privateQueue(t)
  const encoder = new DumpEncoder()
  const parts = [encoder.header()]
  for (let n = 1; n <= 40; n++) parts.push(encoder.record({ type: n, data: large }))
  const file = dumpFile(t)
  writeFileSync(file, Buffer.concat([...parts, encoder.trailer()]))
  t.equal((await cli(t, ['load', `id:${queue.id}`, '--file', file, '--skip', '39'])).code, 0)
  t.match(queue.tryReceive(), { type: 40, data: large })
})
