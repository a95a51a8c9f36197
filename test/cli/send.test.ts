import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import t from 'tap'
import { MessageQueue } from '../../lib/index.js'
import { drain, fill, keyedQueue, privateQueue } from '../support/queue.js'
import { sleepers, until } from '../support/until.js'
import { cli, shell, startCli } from './run.js'

t.test('a text is one message, of a type that a number may not hold', async (t) => {
  const queue = keyedQueue(t)
  const result = await cli(t, ['send', queue.key, 'hé llo', '--type', '9223372036854775807'])
  t.same(result, { code: 0, stdout: '', stderr: '' })
  t.match(queue.tryReceive(), { type: 2n ** 63n - 1n, data: Buffer.from('hé llo') })
  t.same(JSON.parse((await cli(t, ['send', queue.key, '', '--json'])).stdout), { sent: 1 })
  t.match(queue.tryReceive(), { type: 1, data: Buffer.alloc(0) })
})

t.test('lines of stdin are messages, byte for byte', async (t) => {
  const queue = privateQueue(t)
  const input = Buffer.from('one\n\n\xff\x00two\r\nlast', 'latin1')
  const { stdout } = await cli(t, ['send', `id:${queue.id}`, '--json'], { input })
  t.same(JSON.parse(stdout), { sent: 4 })
  const data = ['one', '', '\xff\x00two\r', 'last']
  for (const text of data) t.same(queue.tryReceive()?.data, Buffer.from(text, 'latin1'))
})

t.test('other delimiters, also where a chunk ends within one', async (t) => {
  const queue = privateQueue(t)
  const key = `id:${queue.id}`
  await cli(t, ['send', key, '-0'], { input: 'a\nb\0c\0' })
  t.same(drain(queue), ['a\nb', 'c'])
  await cli(t, ['send', key, '--delimiter', '--'], { input: '-a--b-c----d' })
  t.same(drain(queue), ['-a', 'b-c', '', 'd'])
  const half = startCli(t, ['send', key, '--delimiter', '\r\n'], { input: 'a\r', open: true })
  half.child.stdin?.end('\nb\r\n')
  t.equal((await half.ended).code, 0)
  t.same(drain(queue), ['a', 'b'])
})

t.test('JSON Lines give each message its type', async (t) => {
  const queue = privateQueue(t)
  const input = [
    '{"type":3,"text":"é"}',
    '',
    '{"type":"9007199254740993","base64":"AP8="}',
    '{"hex":"00fF"}',
  ].join('\n')
  const { code } = await cli(t, ['send', `id:${queue.id}`, '--jsonl', '--type', 7], { input })
  t.equal(code, 0)
  t.match(queue.tryReceive(), { type: 3, data: Buffer.from('é') })
  t.match(queue.tryReceive(), { type: 2n ** 53n + 1n, data: Buffer.from([0, 255]) })
  t.match(queue.tryReceive(), { type: 7, data: Buffer.from([0, 255]) })
})

t.test('a broken line ends it, and stderr says which and what had been sent', async (t) => {
  const queue = privateQueue(t)
  const broken = [
    'nonsense',
    '7',
    '{"type":1}',
    '{"text":"a","hex":"00"}',
    '{"text":5}',
    '{"type":0,"text":"a"}',
    '{"type":9223372036854775807,"text":"a"}',
    '{"type":"x","text":"a"}',
    '{"hex":"0"}',
    '{"base64":"?"}',
  ]
  for (const line of broken) {
    const input = `{"text":"good"}\n${line}\n{"text":"late"}\n`
    const { code, stderr } = await cli(t, ['send', `id:${queue.id}`, '--jsonl'], { input })
    t.equal(code, 8, line)
    t.match(stderr, /^sysvmq: line 2: .*; 1 message had been sent before\n$/, line)
    t.same(drain(queue), ['good'], line)
  }
})

t.test('a file is read in place of stdin, by lines or whole', async (t) => {
  const queue = privateQueue(t)
  const file = join(t.testdir(), 'input')
  writeFileSync(file, 'one\ntwo\n')
  const key = `id:${queue.id}`
  await cli(t, ['send', key, '--file', file])
  t.same(drain(queue), ['one', 'two'])
  await cli(t, ['send', key, '--file', file, '--whole'])
  t.same(drain(queue), ['one\ntwo\n'])
  await shell(t, `(read first; sysvmq send ${key} --file -) < ${file}`)
  t.same(drain(queue), ['two'], 'stdin goes on where it was')
  await shell(t, `sysvmq send ${key} --file <(echo piped)`)
  t.same(drain(queue), ['piped'])
})

t.test('what is too large is refused before it is read to its end', async (t) => {
  const queue = privateQueue(t)
  const { msgmax } = MessageQueue.limits()
  const key = `id:${queue.id}`
  for (const args of [['--whole'], []]) {
    const endless = startCli(t, ['send', key, ...args], {
      input: Buffer.alloc(msgmax + 2),
      open: true,
    })
    const { code, stderr } = await endless.ended
    t.equal(code, 8)
    t.match(stderr, 'kernel.msgmax')
  }
  queue.set({ maxBytes: 10 })
  const { code, stderr } = await cli(t, ['send', key], { input: 'fits\nthis does not fit\n' })
  t.equal(code, 8)
  t.match(stderr, /maxBytes.*1 message had been sent before/)
})

t.test('a full queue is waited for', async (t) => {
  const queue = privateQueue(t, { maxBytes: 100 })
  fill(queue, 50)
  const key = `id:${queue.id}`
  const waiting = startCli(t, ['send', key, 'waited'])
  const { pid = 0 } = waiting.child
  await until('send waits for room', () => sleepers('msgsnd', pid) === 1)
  queue.tryReceive()
  queue.tryReceive()
  t.equal((await waiting.ended).code, 0)
  t.same(drain(queue), ['waited'])
})

t.test('a full queue is not waited for longer than --timeout', async (t) => {
  const queue = privateQueue(t, { maxBytes: 10 })
  const key = `id:${queue.id}`
  const input = '12345\n67890\nno room\n'
  const none = await cli(t, ['send', key, '--timeout', '0'], { input })
  t.equal(none.code, 6)
  t.match(none.stderr, /it is full.*2 messages had been sent before/)
  const late = await cli(t, ['send', key, 'no room', '--timeout', '50ms'])
  t.equal(late.code, 5)
  t.match(late.stderr, 'within 50 ms')
})

for (const [signal, code] of [
  ['SIGINT', 130],
  ['SIGTERM', 143],
  ['SIGHUP', 129],
] as const) {
  t.test(`${signal} ends it while it waits for room, or for input`, async (t) => {
    const queue = privateQueue(t, { maxBytes: 10 })
    const sending = startCli(t, ['send', `id:${queue.id}`], { input: '12345\n67890\nno room\n' })
    const { pid = 0 } = sending.child
    await until('send waits for room', () => sleepers('msgsnd', pid) === 1)
    sending.child.kill(signal)
    t.match(await sending.ended, { code, stderr: /stopped; 2 messages had been sent before/ })
    t.same(drain(queue), ['12345', '67890'])

    const reading = startCli(t, ['send', `id:${queue.id}`], { input: '1\n', open: true })
    await until('the line is there', () => queue.stat().messages === 1)
    reading.child.kill(signal)
    t.match(await reading.ended, { code, stderr: /1 message had been sent/ })
  })
}
