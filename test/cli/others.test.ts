import t, { type Test } from 'tap'
import { MessageQueue } from '../../lib/index.js'
import { needsRoot, nobody } from '../errors/other-user.js'
import { absent, ask, hex, peers, run } from '../interop/peers.js'
import { privateQueue, removeAfter, unusedKey } from '../support/queue.js'
import { cli, lines, main, start } from './run.js'

function name(key: number): string {
  return `0x${key.toString(16).padStart(8, '0')}`
}

/** It is seen, read and removed. */
async function checkForeign(t: Test, key: number, text: string): Promise<void> {
  t.match((await cli(t, ['list', key])).stdout, new RegExp(`^${name(key)} .* 1 +`, 'm'))
  t.match((await cli(t, ['stat', key])).stdout, /^messages {2}1$/m)
  t.match((await cli(t, ['peek', key, '--json'])).stdout, `"text":"${text}"`)
  t.equal((await cli(t, ['receive', key])).stdout, `${text}\n`)
  t.match(await cli(t, ['remove', key]), { code: 0 })
  t.throws(() => MessageQueue.open(key), { code: 'ENOENT' })
}

for (const peer of peers) {
  t.test(`a queue of ${peer.name} is seen, read and removed`, { skip: peer.absent }, async (t) => {
    const key = unusedKey()
    t.same(await ask(t, peer, key, [`send 3 ${hex('hello')}`], 'create'), ['sent'])
    removeAfter(t, MessageQueue.open(key))
    await checkForeign(t, key, 'hello')
  })
}

const ipcmk = absent('ipcmk', ['--version'], 'ipcmk is not installed (Debian package util-linux)')
t.test('a queue of ipcmk is seen, read and removed', { skip: ipcmk }, async (t) => {
  const [line = ''] = await run(t, ['ipcmk', '-Q', '-p', '0600'])
  const queue = removeAfter(t, MessageQueue.attach(Number(/(\d+)$/.exec(line)?.[1])))
  t.equal((await cli(t, ['send', queue.key, 'hello'])).code, 0)
  await checkForeign(t, queue.key, 'hello')
})

t.test("another user's queue shows what permission allows", { skip: needsRoot }, async (t) => {
  const queue = privateQueue(t, { mode: 0o622 })
  queue.trySend('secret')
  const key = `id:${queue.id}`
  const asNobody = async (...args: string[]) => {
    const script = `$( = $) = "${nobody} ${nobody}"; $< = $> = ${nobody}; exec @ARGV or die $!`
    return start(t, 'perl', ['-e', script, process.execPath, main, ...args], {
      // What tap preloads writes to a folder that is not the other user's.
      env: { NODE_OPTIONS: '' },
    }).ended
  }
  const [, row] = lines(await asNobody('list', key))
  t.match(row, /root +0622 +-w +1 /)
  const { code, stdout } = await asNobody('stat', key)
  t.equal(code, 0)
  t.match(stdout, /^mode {6}0622: you may write, not read: for that, act as the owner or root$/m)
  t.match(stdout, /^messages {2}1$/m)
  for (const args of [
    ['receive', key],
    ['peek', key],
    ['dump', key],
  ]) {
    t.match(await asNobody(...args), {
      code: 4,
      stdout: /^$|^sysvmq-dump/,
      stderr: /no permission/,
    })
  }
  for (const args of [
    ['remove', key, '--force'],
    ['set', key, '--mode', '666'],
  ]) {
    t.match(await asNobody(...args), { code: 4, stderr: /only the owner or root/ })
  }
  t.equal((await asNobody('send', key, 'in')).code, 0)
  t.equal(queue.stat().messages, 2)
  queue.set({ mode: 0o600 })
  t.match(await asNobody('stat', key), { stdout: /you may neither read nor write/ })
  t.match(await asNobody('send', key, 'in'), { code: 4, stderr: /no permission to write/ })
})
