import t from 'tap'
import { keyedQueue, privateQueue } from '../support/queue.js'
import { sleepers, until } from '../support/until.js'
import { cli, lines, printed, startCli } from './run.js'

t.test('stat shows all that the kernel knows', async (t) => {
  const queue = keyedQueue(t, { mode: 0o604, maxBytes: 1000 })
  queue.trySend('x'.repeat(500))
  queue.trySend('hello')
  queue.tryReceive()
  const { code, stdout } = await cli(t, ['stat', queue.key])
  t.equal(code, 0)
  const hex = `0x${queue.key.toString(16).padStart(8, '0')}`
  for (const [name, value] of [
    ['key', hex],
    ['id', `${queue.id}`],
    ['owner', /\w+:\w+/],
    ['mode', '0604: you may read and write'],
    ['messages', '1'],
    ['bytes', '5 of 1000'],
    ['sent', new RegExp(`pid ${process.pid}, \\d{4}-.*Z, \\ds ago`)],
    ['received', `pid ${process.pid}`],
    ['blocked', 'for room: nobody in sight'],
  ] as const) {
    t.match(
      stdout.split('\n').find((line) => line.startsWith(`${name} `)),
      value,
      name,
    )
  }
})

t.test('stat tells of a private queue that nobody has used', async (t) => {
  const { stdout } = await cli(t, ['stat', `id:${privateQueue(t).id}`])
  t.match(stdout, 'none: a private queue')
  t.match(stdout, /^sent {6}never$/m)
})

t.test('stat tells who waits on the queue', async (t) => {
  const queue = privateQueue(t)
  const receiving = startCli(t, ['receive', `id:${queue.id}`, '--follow'])
  const { pid } = receiving.child
  await until('it waits', () => sleepers('msgrcv', pid) === 1)
  const { stdout } = await cli(t, ['stat', `id:${queue.id}`])
  t.match(stdout, new RegExp(`for a message: ${pid} \\(.+\\)`))
  const json = JSON.parse((await cli(t, ['stat', `id:${queue.id}`, '--json'])).stdout)
  t.match(json.blocked, [{ call: 'msgrcv', id: queue.id, pid }])
  t.same(json.may, { read: true, write: true })
})

t.test('stat --watch shows rates until a signal', async (t) => {
  const queue = privateQueue(t)
  const args = ['stat', `id:${queue.id}`, '--watch', '--interval', '50ms']
  const json = startCli(t, [...args, '--json'])
  let sent = 0
  await until('it has seen what came and went', () => {
    if (queue.stat().messages === 0) queue.trySend(`${sent++}`)
    else queue.tryReceive()
    return /"in":[1-9]\d*,"out":[1-9]/.test(json.stdout())
  })
  json.child.kill('SIGINT')
  const { code, stdout } = await json.ended
  t.equal(code, 130)
  for (const line of lines({ stdout })) t.equal(JSON.parse(line).id, queue.id)

  const text = startCli(t, args)
  await printed(text, 'rates     in ')
  text.child.kill('SIGTERM')
  t.equal((await text.ended).code, 143)
})
