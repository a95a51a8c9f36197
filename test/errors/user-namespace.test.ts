import { spawnSync } from 'node:child_process'
import t from 'tap'
import { privateQueue } from '../support/queue.js'

const unshare = ['--user', '--map-current-user']
const allowed = spawnSync('unshare', [...unshare, 'true'], { stdio: 'ignore' }).status === 0
const skip = allowed ? false : 'unshare --user is not allowed here, or not installed'

const library = new URL('../../lib/index.js', import.meta.url)
const program = `
  import { MessageQueue } from ${JSON.stringify(library)}
  const queue = MessageQueue.attach(Number(process.argv[1]))
  for (const settings of [{ uid: 54321 }, { gid: 54321 }]) {
    try { queue.set(settings) } catch (error) {
      const { message, name, code, errno, syscall, id, key } = error
      console.log(JSON.stringify({ message, name, code, errno, syscall, id, key }))
    }
  }
`

t.test('set() to a uid or gid that the user namespace has not got: EINVAL', { skip }, async (t) => {
  const queue = privateQueue(t)
  const node = [process.execPath, '--input-type=module', '-e', program, `${queue.id}`]
  const { stdout } = spawnSync('unshare', [...unshare, ...node], {
    encoding: 'utf8',
    env: { ...process.env, NODE_OPTIONS: '' },
  })
  const errors = stdout
    .trim()
    .split('\n')
    .map((line): unknown => JSON.parse(line))
  t.equal(errors.length, 2)
  for (const error of errors) {
    t.match(error, {
      name: 'QueueError',
      code: 'EINVAL',
      errno: 22,
      syscall: 'msgctl',
      id: queue.id,
      key: 0,
      message: /uid and gid.*user namespace/,
    })
  }
  t.match(queue.stat(), { uid: process.getuid?.(), gid: process.getgid?.() })
})
