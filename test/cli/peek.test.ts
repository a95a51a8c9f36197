import t from 'tap'
import { fill, privateQueue } from '../support/queue.js'
import { cli, lines } from './run.js'

t.test('peek prints a table and takes nothing', async (t) => {
  const queue = privateQueue(t)
  queue.trySend('a\nb\x1b[2J"', 4)
  queue.trySend(Buffer.from([0xff, 0xfe]), 2n ** 63n - 1n)
  t.same(lines(await cli(t, ['peek', `id:${queue.id}`])), [
    'POSITION                 TYPE  BYTES  DATA',
    '       0                    4      8  a\\nb\\u001b[2J\\"',
    '       1  9223372036854775807      2  0xfffe',
  ])
  t.equal(queue.stat().messages, 2)
})

t.test('peek selects by type and limits the number', async (t) => {
  const queue = privateQueue(t)
  for (const type of [5, 3, 9, 3]) queue.trySend(`${type}`, type)
  const peek = async (...args: string[]) =>
    lines(await cli(t, ['peek', `id:${queue.id}`, '--format', 'text', ...args])).join('')
  t.equal(await peek(), '5393')
  t.equal(await peek('--type', '3'), '33')
  t.equal(await peek('--type', '-5'), '533')
  t.equal(await peek('--type', '!3'), '59')
  t.equal(await peek('--limit', '2'), '53')
  t.equal(await peek('--json', '--limit', '1'), '{"type":5,"text":"5"}')
  fill(queue, 10)
  t.equal(lines(await cli(t, ['peek', `id:${queue.id}`])).length, 11, 'ten unless told otherwise')
})
