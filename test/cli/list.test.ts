import t from 'tap'
import { fill, keyedQueue, privateQueue } from '../support/queue.js'
import { cli, lines } from './run.js'

function hex(key: number): string {
  return `0x${key.toString(16).padStart(8, '0')}`
}

t.test('list shows key, id, owner, mode, messages, bytes and who used it', async (t) => {
  const queue = keyedQueue(t, { mode: 0o640, maxBytes: 4096 })
  queue.trySend('hello')
  queue.trySend('world!')
  queue.tryReceive()
  const [header = '', row = ''] = lines(await cli(t, ['list', queue.key]))
  t.match(
    header,
    /^KEY +ID +OWNER +MODE +MAY +MESSAGES +BYTES\/LIMIT +USED +AGE +SENT BY +RECEIVED BY$/,
  )
  t.match(
    row,
    new RegExp(
      `^${hex(queue.key)} +${queue.id} +\\w+ +0640 +rw +1 +6/4.0K +0% +\\ds +${process.pid} \\ds +${process.pid} \\ds$`,
    ),
  )
})

t.test('list sorts and filters', async (t) => {
  const [a, b, c] = [privateQueue(t), privateQueue(t), privateQueue(t)]
  fill(b)
  c.trySend('x')
  const ids = [a, b, c].map(({ id }) => `id:${id}`)
  const order = async (...args: string[]) => {
    const { stdout } = await cli(t, ['list', '--json', ...ids, ...args])
    return (JSON.parse(stdout) as { id: number }[]).map(({ id }) => id)
  }
  t.same(await order('--sort', 'id'), [a.id, b.id, c.id])
  t.same(await order('--sort', 'id', '--reverse'), [c.id, b.id, a.id])
  for (const column of ['used', 'messages', 'bytes']) {
    t.same(await order('--sort', column), [b.id, c.id, a.id], column)
  }
  for (const column of ['key', 'owner', 'age']) t.equal((await order('--sort', column)).length, 3)
  t.same(await order('--waiting', '--sort', 'id'), [b.id, c.id])
  t.same(await order('--owner', `${process.geteuid?.()}`, '--waiting', '--sort', 'id'), [
    b.id,
    c.id,
  ])
  t.same(await order('--owner', '12345'), [])
})

t.test('list --json has all of stat() and what one may do', async (t) => {
  const queue = privateQueue(t)
  const [found] = JSON.parse((await cli(t, ['list', '--json', `id:${queue.id}`])).stdout)
  t.match(found, { ...JSON.parse(JSON.stringify(queue.stat())), may: { read: true, write: true } })
})
