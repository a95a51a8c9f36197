import { execFileSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import t from 'tap'
import { catalogue } from '../../lib/cli/catalogue.js'
import { privateQueue } from '../support/queue.js'
import { root } from '../support/root.js'
import { printed, start } from './run.js'

const { bin } = JSON.parse(readFileSync(`${root}package.json`, 'utf8')) as {
  bin: { sysvmq: string }
}

/** What npm links. */
const program = `${root}${bin.sysvmq}`

/** Run as a program, without what tap preloads. */
function run(...args: string[]): string {
  const env = { ...process.env, NODE_OPTIONS: '' }
  return execFileSync(program, args, { env, encoding: 'utf8' })
}

t.test('the bundle that is installed has all commands', async (t) => {
  for (const name of Object.keys(catalogue)) {
    t.match(run(name, '--help'), `Usage: sysvmq ${name}`, name)
  }
})

t.test('the bundle finds the addon, and the processes that it starts', async (t) => {
  const queue = privateQueue(t)
  run('send', `id:${queue.id}`, 'hello')
  t.equal(run('receive', `id:${queue.id}`), 'hello\n')
  const { streamsPerSecond } = JSON.parse(run('bench', '--time', '0.3', '--json'))
  t.ok(streamsPerSecond > 0)

  const args = ['proxy', '--key', `id:${queue.id}`, '--port', '0', '--workers', '1']
  const proxy = start(t, program, args, { env: { NODE_OPTIONS: '' } })
  queue.trySend('hello')
  await printed(proxy, '[Worker 0] hello')
  proxy.child.kill('SIGTERM')
  t.equal((await proxy.ended).code, 0)
})
