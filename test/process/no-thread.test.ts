/** A process that has reached its limits can make no thread to wait on: an error, and not a crash. */
import { execFile } from 'node:child_process'
import { chmodSync, existsSync, mkdirSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import t from 'tap'
import { MessageQueue } from '../../lib/index.js'
import { drain, fill, privateQueue, removeAfter } from '../support/queue.js'

const fixture = fileURLToPath(new URL('fixtures/no-thread.js', import.meta.url))
const nobody = 65534

t.test('waiting without a thread to wait on is EAGAIN, and loses nothing', async (t) => {
  const queue = privateQueue(t, { mode: 0o666 })
  const count = fill(queue, 8192)
  const user = process.getuid?.() === 0 ? { uid: nobody, gid: nobody } : {}
  // Where each process writes its own coverage, if it is counted.
  for (const directory of ['.tap/processinfo', '.tap/coverage']) {
    if (!user.uid || !existsSync('.tap')) continue
    mkdirSync(directory, { recursive: true })
    chmodSync(directory, 0o1777)
  }
  const child = promisify(execFile)(process.execPath, [fixture, `${queue.id}`], {
    ...user,
    timeout: 30_000,
  })
  const { stdout } = await child
  const [own = '', ...said] = stdout.trim().split('\n')
  removeAfter(t, MessageQueue.attach(Number(own.replace('own ', ''))))
  t.same(said.toSorted(), [
    'acknowledged EAGAIN pthread_create',
    'readable EAGAIN pthread_create',
    'receive EAGAIN pthread_create',
    'remove EAGAIN pthread_create',
    'send EAGAIN pthread_create',
    'writable EAGAIN pthread_create',
  ])
  t.equal(drain(queue).length, count)
})
