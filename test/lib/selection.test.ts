import t from 'tap'
import type { Selection } from '../../lib/index.js'
import { drain, privateQueue } from '../support/queue.js'

const longMax = 2n ** 63n - 1n

const rows: [name: string, selection: Selection | undefined, expected: string][] = [
  ['any: the first', undefined, '5a'],
  ['0: the first', { type: 0 }, '5a'],
  ['n: the first of exactly n', { type: 3 }, '3a'],
  ['-n: the first of the lowest up to n', { type: -4 }, '2a'],
  ['-2^63: the first of the lowest', { type: -longMax - 1n }, '2a'],
  ['except: the first of any other', { type: 5, except: true }, '3a'],
  ['a bigint: 2^63-1', { type: longMax }, 'max'],
]

for (const [name, selection, expected] of rows) {
  t.test(`tryReceive and receive take by type; ${name}`, async (t) => {
    const queue = privateQueue(t)
    const send = () => {
      for (const text of ['5a', '3a', '2a', '2b', '5b']) queue.trySend(text, Number(text[0]))
      queue.trySend('max', longMax)
    }
    send()
    t.equal(queue.tryReceive(selection)?.data.toString(), expected)
    drain(queue)
    send()
    t.equal((await queue.receive(selection)).data.toString(), expected)
  })
}

t.test('receive waits for its own type while others pass', async (t) => {
  const queue = privateQueue(t)
  const second = queue.receive({ type: 2 })
  const notFirst = queue.receive({ type: 1, except: true })
  queue.trySend('one', 1)
  queue.trySend('two', 2)
  queue.trySend('two again', 2)
  t.match((await second).type, 2)
  t.match((await notFirst).type, 2)
  t.same(drain(queue), ['one'])
})

t.test('a type beyond safe integers comes as a bigint, others as numbers', async (t) => {
  const queue = privateQueue(t)
  queue.trySend('', longMax)
  queue.trySend('', 2n ** 53n)
  queue.trySend('', 5n)
  t.equal(queue.tryReceive()?.type, longMax)
  t.equal(queue.tryReceive()?.type, 2n ** 53n)
  t.equal(queue.tryReceive()?.type, 5)
})
