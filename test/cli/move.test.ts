import t from 'tap'
import { drain, fill, keyedQueue, privateQueue } from '../support/queue.js'
import { sleepers, until } from '../support/until.js'
import { cli, startCli } from './run.js'

t.test('move takes all there is, with types and in order', async (t) => {
  const [from, to] = [keyedQueue(t), keyedQueue(t)]
  for (const type of [5, 2n ** 63n - 1n, 1]) from.trySend(`${type}`, type)
  const { code, stdout } = await cli(t, ['move', from.key, to.key])
  t.equal(code, 0)
  t.match(stdout, /^0x\w+ -> 0x\w+: 3 messages moved\n$/)
  t.equal(from.stat().messages, 0)
  for (const type of [5, 2n ** 63n - 1n, 1]) {
    t.match(to.tryReceive(), { type, data: Buffer.from(`${type}`) })
  }
})

t.test('move selects by type and counts', async (t) => {
  const [from, to] = [privateQueue(t), privateQueue(t)]
  for (const type of [5, 3, 9, 3]) from.trySend(`${type}`, type)
  const move = (...args: string[]) =>
    cli(t, ['move', `id:${from.id}`, `id:${to.id}`, '--json', ...args])
  t.equal((await move('--type', '-5', '--count', '2')).stdout, '{"moved":2}\n')
  t.same(drain(to), ['3', '3'])
  t.equal((await move('--type', '!9')).stdout, '{"moved":1}\n')
  t.same(drain(from), ['9'])
})

t.test('a queue can not be moved to itself', async (t) => {
  const queue = keyedQueue(t)
  queue.trySend('x')
  t.equal((await cli(t, ['move', queue.key, `id:${queue.id}`])).code, 2)
  t.equal(queue.stat().messages, 1)
})

t.test('move waits for room, and a signal loses nothing', async (t) => {
  const [from, to] = [privateQueue(t), privateQueue(t, { maxBytes: 1000 })]
  const count = fill(from, 100)
  const moving = startCli(t, ['move', `id:${from.id}`, `id:${to.id}`])
  const { pid } = moving.child
  await until('it waits for room', () => sleepers('msgsnd', pid) === 1)
  t.equal(to.stat().messages, 10)
  for (let n = 0; n < 10; n++) to.tryReceive()
  await until('it is full again', () => to.stat().messages === 10 && sleepers('msgsnd', pid) === 1)
  moving.child.kill('SIGINT')
  t.match(await moving.ended, { code: 130, stderr: /stopped; 20 messages had been moved before/ })
  t.equal(to.stat().messages + from.stat().messages, count - 10)
})

t.test('what TO can not take is back in FROM', async (t) => {
  const [from, to] = [privateQueue(t), privateQueue(t, { maxBytes: 10 })]
  from.trySend('fits')
  from.trySend('does not fit')
  const { code, stderr } = await cli(t, ['move', `id:${from.id}`, `id:${to.id}`])
  t.equal(code, 8)
  t.match(stderr, /maxBytes.*1 message had been moved before/)
  t.same(drain(from), ['does not fit'])
  from.trySend('no room')
  const full = await cli(t, ['move', `id:${from.id}`, `id:${to.id}`, '--timeout', '0'])
  t.equal(full.code, 6)
  t.same(drain(from), ['no room'])
})

t.test('move --follow goes on until a signal', async (t) => {
  const [from, to] = [privateQueue(t), privateQueue(t)]
  const moving = startCli(t, ['move', `id:${from.id}`, `id:${to.id}`, '--follow'])
  const { pid } = moving.child
  for (let n = 1; n <= 3; n++) {
    await until('it waits', () => sleepers('msgrcv', pid) === 1)
    from.trySend(`${n}`)
    await until('it has moved', () => to.stat().messages === n)
  }
  moving.child.kill('SIGINT')
  t.match(await moving.ended, { code: 130, stderr: /3 messages had been moved/ })
  t.same(drain(to), ['1', '2', '3'])
})
