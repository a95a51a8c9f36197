import { existsSync, readdirSync, readFileSync } from 'node:fs'
import t from 'tap'
import { drain, fill, keyedQueue, privateQueue } from '../support/queue.js'
import { sleepers, until } from '../support/until.js'
import { cli, lines, printed, shell, startCli, startShell } from './run.js'

t.test('takes what is there and ends; of nothing it says that it would block', async (t) => {
  const queue = keyedQueue(t)
  for (const text of ['one', 'two']) queue.trySend(text)
  t.same(await cli(t, ['receive', queue.key]), { code: 0, stdout: 'one\ntwo\n', stderr: '' })
  const { code, stderr } = await cli(t, ['receive', queue.key])
  t.equal(code, 6)
  t.match(stderr, /no such message.*--follow/)
})

t.test('selects by type, as msgrcv does', async (t) => {
  const queue = privateQueue(t)
  const take = async (type: string) => {
    for (const n of [5, 3, 9, 2n ** 62n]) queue.trySend(`${n}`, n)
    const taken = lines(await cli(t, ['receive', `id:${queue.id}`, '--type', type]))
    drain(queue)
    return taken
  }
  t.same(await take('3'), ['3'])
  t.same(await take('-5'), ['3', '5'])
  t.same(await take('!9'), ['5', '3', '4611686018427387904'])
  t.same(await take('4611686018427387904'), ['4611686018427387904'])
  t.same(await take('0'), ['5', '3', '9', '4611686018427387904'])
})

t.test('prints text, hex, JSON Lines and raw bytes', async (t) => {
  const queue = privateQueue(t)
  const print = async (...args: string[]) => {
    queue.trySend('é', 3)
    queue.trySend(Buffer.from([0xff, 0]), 2n ** 63n - 1n)
    const running = startCli(t, ['receive', `id:${queue.id}`, ...args])
    await running.ended
    return running.stdout()
  }
  t.equal(await print(), '\xc3\xa9\n\xff\x00\n')
  t.equal(await print('--format', 'raw'), '\xc3\xa9\xff\x00')
  t.equal(await print('--format', 'hex'), '3 c3a9\n9223372036854775807 ff00\n')
  const json = '{"type":3,"text":"\xc3\xa9"}\n{"type":"9223372036854775807","base64":"/wA="}\n'
  t.equal(await print('--format', 'jsonl'), json)
  t.equal(await print('--json'), json)
})

t.test('--count waits for so many and takes no more', async (t) => {
  const queue = privateQueue(t)
  queue.trySend('one')
  const receiving = startCli(t, ['receive', `id:${queue.id}`, '--count', 3])
  await printed(receiving, 'one\n')
  for (const text of ['two', 'three', 'four']) queue.trySend(text)
  t.match(await receiving.ended, { code: 0, stdout: 'one\ntwo\nthree\n' })
  t.same(drain(queue), ['four'])
})

t.test('--timeout is an exit code of its own, unless something came', async (t) => {
  const queue = privateQueue(t)
  const key = `id:${queue.id}`
  const none = await cli(t, ['receive', key, '--timeout', '20ms'])
  t.match(none, { code: 5, stdout: '', stderr: /0 messages, and none within 20 ms/ })
  queue.trySend('one')
  t.match(await cli(t, ['receive', key, '--timeout', '20ms']), { code: 0, stdout: 'one\n' })
  queue.trySend('one')
  const few = await cli(t, ['receive', key, '--count', 2, '--timeout', '0.02'])
  t.match(few, { code: 5, stdout: 'one\n', stderr: /1 message, and none/ })
})

t.test('--follow goes on until a signal, and loses nothing', async (t) => {
  const queue = privateQueue(t)
  const following = startCli(t, ['receive', `id:${queue.id}`, '--follow'])
  const { pid = 0 } = following.child
  for (const text of ['one', 'two']) {
    await until('it waits', () => sleepers('msgrcv', pid) === 1)
    queue.trySend(text)
    await printed(following, `${text}\n`)
  }
  following.child.kill('SIGINT')
  t.match(await following.ended, { code: 130, stdout: 'one\ntwo\n', stderr: '' })
  queue.trySend('later')
  t.same(drain(queue), ['later'])
})

t.test('a queue that is removed meanwhile', async (t) => {
  const queue = privateQueue(t)
  const following = startCli(t, ['receive', `id:${queue.id}`, '--follow'])
  await until('it waits', () => sleepers('msgrcv', following.child.pid) === 1)
  await queue.remove()
  t.match(await following.ended, { code: 3, stderr: /is gone/ })
})

t.test('head leaves in the queue what it does not want', async (t) => {
  const queue = privateQueue(t)
  const key = `id:${queue.id}`
  for (let n = 1; n <= 50; n++) queue.trySend(`${n}`)
  const one = await shell(t, `sysvmq receive ${key} | head -1; echo "\${PIPESTATUS[@]}"`)
  t.same(one, { code: 0, stdout: '1\n141 0\n', stderr: '' })
  const kept = drain(queue)
  t.equal(kept.length, 49)
  t.same(new Set(kept).size, 49)
})

t.test('what is in a pipe when its reader goes is put back, in order', async (t) => {
  const queue = privateQueue(t)
  const count = fill(queue, 64)
  // The reader takes 10 messages of 65 bytes, and goes when it is told to.
  const line = `
    exec 3<&0
    sysvmq receive id:${queue.id} --follow < /dev/null |
      { dd bs=650 count=1 iflag=fullblock 2> /dev/null | wc -c; read -u 3; }
    echo "\${PIPESTATUS[0]}"`
  const running = startShell(t, line, { open: true })
  await until('all are in the pipe', () => queue.stat().messages === 0)
  await printed(running, '650')
  running.child.stdin?.end('\n')
  // It notices when it has the next one to write.
  await until('it has noticed', () => {
    if (queue.stat().messages === 0) queue.trySend('more')
    return running.stdout().includes('141')
  })
  t.same(await running.ended, { code: 0, stdout: '650\n141\n', stderr: '' })
  const first = Array.from({ length: count - 10 }, (_, n) => Buffer.alloc(64, n + 10).toString())
  t.same(
    drain(queue).filter((text) => text !== 'more'),
    first,
  )
})

t.test('what can not be written to a socket goes back', async (t) => {
  const queue = privateQueue(t)
  // Node gives its children sockets.
  const following = startCli(t, ['receive', `id:${queue.id}`, '--follow'])
  await until('it waits', () => sleepers('msgrcv', following.child.pid) === 1)
  following.child.stdout?.destroy()
  queue.trySend('kept')
  t.equal((await following.ended).code, 141)
  t.same(drain(queue), ['kept'])
})

t.test('what has no room to go back is in a file that stderr names', async (t) => {
  const queue = privateQueue(t, { maxBytes: 1024 })
  fill(queue, 64)
  const line = `
    exec 3<&0
    sysvmq receive id:${queue.id} --follow < /dev/null | { head -c 1 > /dev/null; read -u 3; }
    echo "\${PIPESTATUS[0]}"`
  const running = startShell(t, line, { open: true, env: { TMPDIR: t.testdir() } })
  await until('all are in the pipe', () => queue.stat().messages === 0)
  running.child.stdin?.end('\n')
  await until('it has noticed', () => {
    fill(queue, 64)
    return running.stdout().includes('141')
  })
  const { stderr } = await running.ended
  t.match(
    stderr,
    /^sysvmq: \d+ messages did not fit back .* `sysvmq load id:\d+ --file \S+` puts them there\n$/,
  )
})

t.test('Ctrl-C, which ends the reader too, puts back what that has not read', async (t) => {
  const queue = privateQueue(t)
  const count = fill(queue, 64)
  const line = `
    exec 3<&0
    sysvmq receive id:${queue.id} --follow < /dev/null |
      { trap 'exit' INT; head -c 650 > /dev/null; echo $BASHPID >&2; read -u 3; }`
  const running = startShell(t, line, { open: true })
  await until('all are in the pipe', () => queue.stat().messages === 0)
  await until('the reader waits', () => running.stderr().endsWith('\n'))
  const [pid] = readdirSync('/proc').filter((pid) => isReceiver(pid, queue.id))
  process.kill(Number(pid), 'SIGINT')
  process.kill(Number(running.stderr()), 'SIGKILL')
  await running.ended
  // head has read more than it was asked for, but not all.
  const kept = drain(queue)
  t.ok(kept.length > count / 2 && kept.length <= count - 10, `${kept.length} of ${count}`)
})

t.test('a signal leaves to a reader that stays what is in the pipe', async (t) => {
  const queue = privateQueue(t)
  const count = fill(queue, 64)
  const line = `
    exec 3<&0
    sysvmq receive id:${queue.id} --follow --format raw < /dev/null | { read -u 3; wc -c; }`
  const running = startShell(t, line, { open: true })
  await until('all are in the pipe', () => queue.stat().messages === 0)
  const [pid] = readdirSync('/proc').filter((pid) => isReceiver(pid, queue.id))
  process.kill(Number(pid), 'SIGINT')
  await until('it has ended', () => !existsSync(`/proc/${pid}/exe`))
  running.child.stdin?.end('\n')
  t.match((await running.ended).stdout.trim(), `${count * 64}`)
})

/** Whether this is the process that receives from the queue. */
function isReceiver(pid: string, id: number): boolean {
  try {
    const command = readFileSync(`/proc/${pid}/cmdline`, 'utf8').split('\0')
    return command[2] === 'receive' && command[3] === `id:${id}`
  } catch {
    return false
  }
}
