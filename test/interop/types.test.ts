import t from 'tap'
import { keyedQueue } from '../support/queue.js'
import { ask, failed, hex, peers, printed } from './peers.js'

const types = [1, 2 ** 31 - 1, 2 ** 31, 2 ** 32, 2 ** 53 - 1, 2n ** 53n, 2n ** 63n - 1n]
const lowest = -(2n ** 63n - 1n)

for (const peer of peers) {
  for (const type of types) {
    t.test(`${peer.name} sends type ${type}`, { skip: peer.absent }, async (t) => {
      const queue = keyedQueue(t)
      t.same(await ask(t, peer, queue.key, [`send ${type} ${hex('x')}`]), ['sent'])
      t.equal(queue.tryReceive({ type })?.type, type, 'received as the same type')
    })

    t.test(`${peer.name} receives type ${type}`, { skip: peer.absent }, async (t) => {
      const queue = keyedQueue(t)
      queue.trySend('other', type === 1 ? 2 : 1)
      queue.trySend('this', type)
      t.same(await ask(t, peer, queue.key, [`receive ${type}`]), [`${type} ${hex('this')}`])
    })
  }

  t.test(`${peer.name} selects the lowest type of ours`, { skip: peer.absent }, async (t) => {
    const queue = keyedQueue(t)
    for (const type of [2n ** 62n, 3, 1, 2]) queue.trySend(`${type}`, type)
    const asked = ['receive -2', 'receive -2', 'receive -2 nowait', `receive ${lowest}`]
    const expected = [`1 ${hex('1')}`, `2 ${hex('2')}`, failed('ENOMSG'), `3 ${hex('3')}`]
    t.same(await ask(t, peer, queue.key, asked), expected)
    t.equal(queue.tryReceive()?.type, 2n ** 62n)
  })

  t.test(
    `${peer.name} leaves out a type of ours with MSG_EXCEPT`,
    { skip: peer.absent },
    async (t) => {
      const queue = keyedQueue(t)
      for (const type of [7, 8, 7, 9]) queue.trySend(`${type}`, type)
      const lines = await ask(t, peer, queue.key, ['receive 7 except', 'receive 7 except'])
      t.same(lines, [`8 ${hex('8')}`, `9 ${hex('9')}`])
      t.equal(queue.stat().messages, 2)
    },
  )

  t.test(`of what ${peer.name} sent we select as it does`, { skip: peer.absent }, async (t) => {
    const queue = keyedQueue(t)
    const sent = [2n ** 63n - 1n, 4, 2, 3, 2].map((type, i) => `send ${type} ${hex(`${i}`)}`)
    await ask(t, peer, queue.key, sent)
    t.equal(printed(queue.tryReceive({ type: -3 })), `2 ${hex('2')}`)
    t.equal(printed(queue.tryReceive({ type: 2, except: true })), `${2n ** 63n - 1n} ${hex('0')}`)
    t.equal(printed(queue.tryReceive({ type: 2 })), `2 ${hex('4')}`)
    t.equal(printed(await queue.receive({ type: -(2n ** 63n) })), `3 ${hex('3')}`)
    t.equal(printed(queue.tryReceive()), `4 ${hex('1')}`)
  })

  t.test(
    `a type that ${peer.name} may not send is EINVAL there`,
    { skip: peer.absent },
    async (t) => {
      const queue = keyedQueue(t)
      t.same(
        await ask(t, peer, queue.key, ['send 0 00', 'send -1 00']),
        Array(2).fill(failed('EINVAL')),
      )
      t.equal(queue.stat().messages, 0)
    },
  )
}
