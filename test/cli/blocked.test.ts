import { spawn, spawnSync } from 'node:child_process'
import t from 'tap'
import { allBlocked, blockedOf } from '../../lib/cli/blocked.js'
import { privateQueue } from '../support/queue.js'
import { sleepers, until } from '../support/until.js'

const unshare = ['--user', '--map-current-user', '--ipc']
const allowed = spawnSync('unshare', [...unshare, 'true'], { stdio: 'ignore' }).status === 0
const skip = allowed ? false : 'unshare --user --ipc is not allowed here, or not installed'

const library = new URL('../../lib/index.js', import.meta.url)
const waiting = `
  import { MessageQueue } from ${JSON.stringify(library)}
  const queue = process.argv[1] === undefined
    ? MessageQueue.createPrivate()
    : MessageQueue.attach(Number(process.argv[1]))
  await queue.receive()
`
const node = [process.execPath, '--input-type=module', '-e', waiting]

t.test('who waits here is seen, who waits in another namespace is not', { skip }, async (t) => {
  const queue = privateQueue(t)
  const options = { stdio: 'ignore', env: { ...process.env, NODE_OPTIONS: '' } } as const
  // The queue of the other namespace goes with it.
  const there = spawn('unshare', [...unshare, ...node], options)
  t.teardown(() => there.kill('SIGKILL'))
  const here = spawn(process.execPath, [...node.slice(1), `${queue.id}`], options)
  t.teardown(() => here.kill('SIGKILL'))
  for (const { pid } of [there, here]) {
    await until('it waits', () => pid !== undefined && sleepers('msgrcv', pid) === 1)
  }
  const blocked = allBlocked()
  t.match(
    blocked.filter(({ pid }) => pid === here.pid),
    [{ call: 'msgrcv', id: queue.id }],
  )
  t.same(
    blocked.filter(({ pid }) => pid === there.pid),
    [],
  )
})

t.test('a process that has just ended waits for nothing', async (t) => {
  t.same(blockedOf([`${spawnSync('true').pid}`]), [])
})
