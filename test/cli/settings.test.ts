import t from 'tap'
import { ftok, MessageQueue } from '../../lib/index.js'
import { needsRoot, nobody } from '../errors/other-user.js'
import { absent } from '../interop/peers.js'
import { keyedQueue, privateQueue, removeAfter, unusedKey } from '../support/queue.js'
import { cli, main, start } from './run.js'

t.test('create makes a queue, and is content with one that is there', async (t) => {
  const key = unusedKey()
  const made = await cli(t, ['create', key, '--mode', '640', '--max-bytes', '4k'])
  const queue = removeAfter(t, MessageQueue.open(key))
  t.equal(made.code, 0)
  t.match(made.stdout, `made id ${queue.id}, mode 0640, 4096 bytes`)
  t.match(queue.stat(), { mode: 0o640, maxBytes: 4096 })

  const again = await cli(t, ['create', `0x${key.toString(16)}`, '--json', '--max-bytes', 2048])
  t.match(JSON.parse(again.stdout), { created: false, id: queue.id, mode: 0o640, maxBytes: 2048 })

  const exclusive = await cli(t, ['create', key, '--exclusive'])
  t.equal(exclusive.code, 7)
  t.match(exclusive.stderr, /exists already/)
})

t.test('create --private prints the id that others use', async (t) => {
  const { stdout } = await cli(t, ['create', '--private', '--json'])
  const { id, created, key } = JSON.parse(stdout)
  removeAfter(t, MessageQueue.attach(id))
  t.equal(created, true)
  t.equal(key, 0)
  t.equal((await cli(t, ['send', `id:${id}`, 'hello'])).code, 0)
})

t.test('create gives the queue to an owner', { skip: needsRoot }, async (t) => {
  const key = unusedKey()
  await cli(t, ['create', key, '--owner', `${nobody}:root`])
  const queue = removeAfter(t, MessageQueue.open(key))
  t.match(queue.stat(), { uid: nobody, gid: 0 })
})

t.test('create leaves nothing behind when the limit may not be so large', async (t) => {
  const key = unusedKey()
  const { code } = await cli(t, ['create', key, '--max-bytes', '1g'])
  if (code === 0) await MessageQueue.open(key).remove()
  else t.throws(() => MessageQueue.open(key), { code: 'ENOENT' })
})

t.test('set changes what is given and leaves the rest', async (t) => {
  const queue = keyedQueue(t, { mode: 0o600, maxBytes: 4096 })
  const { stdout } = await cli(t, ['set', queue.key, '--mode', '0644'])
  t.match(stdout, /mode 0644, owner \w+:\w+, 4096 bytes/)
  t.match(queue.stat(), { mode: 0o644, maxBytes: 4096 })
  const json = await cli(t, ['set', `id:${queue.id}`, '--max-bytes', '1k', '--json'])
  t.match(JSON.parse(json.stdout), { id: queue.id, maxBytes: 1024, mode: 0o644 })
})

t.test('set changes owner and group', { skip: needsRoot }, async (t) => {
  const queue = privateQueue(t)
  const { code } = await cli(t, ['set', `id:${queue.id}`, '--owner', `:${nobody}`])
  t.equal(code, 0)
  t.match(queue.stat(), { uid: 0, gid: nobody })
})

t.test('remove takes queues that are empty, and the others by force', async (t) => {
  const [empty, used] = [keyedQueue(t), keyedQueue(t)]
  used.trySend('kept')
  const refused = await cli(t, ['remove', empty.key, used.key])
  t.equal(refused.code, 7)
  t.match(refused.stderr, /1 message in 0x\w+ would be lost: .*sysvmq dump.*--force/)
  t.equal(empty.stat().messages, 0, 'the other one is there, too')

  t.equal((await cli(t, ['remove', empty.key])).code, 0)
  t.throws(() => empty.stat(), { code: 'EIDRM' })
  const forced = await cli(t, ['remove', used.key, '--force', '--json'])
  t.match(JSON.parse(forced.stdout), { removed: true, messages: 1 })
  t.throws(() => used.stat(), { code: 'EIDRM' })
})

t.test('remove of several touches none when one KEY names no queue', async (t) => {
  const queue = keyedQueue(t)
  t.equal((await cli(t, ['remove', queue.key, unusedKey(), '--force'])).code, 3)
  t.equal(queue.stat().messages, 0)
})

t.test('a KEY is a number, hex, an id, or made of a file', async (t) => {
  const folder = t.testdir()
  for (const [name, project] of [
    [`path:${folder}`, 1],
    [`path:${folder},7`, 7],
    [`path:${folder},q`, 'q'],
  ] as const) {
    t.equal((await cli(t, ['create', name])).code, 0)
    const queue = removeAfter(t, MessageQueue.open(ftok(folder, project)))
    for (const key of [queue.key, queue.key | 0, `0x${queue.key.toString(16)}`, `id:${queue.id}`]) {
      t.equal((await cli(t, ['send', '--', key, 'x'])).code, 0, `${key}`)
    }
    t.equal(queue.stat().messages, 4)
  }
})

const noNamespace = absent('unshare', ['-Ur', 'true'], 'no user namespace can be made')
t.test(
  'create leaves nothing behind where there is no such owner',
  { skip: noNamespace },
  async (t) => {
    const key = unusedKey()
    const args = ['-Ur', process.execPath, main, 'create', `${key}`, '--owner', '12345']
    t.equal((await start(t, 'unshare', args).ended).code, 1)
    t.throws(() => MessageQueue.open(key), { code: 'ENOENT' })
  },
)
