import t from 'tap'
import { drain, fill, keyedQueue } from '../support/queue.js'
import { sleepers, until } from '../support/until.js'
import { ask, hex, peers, printed, tell } from './peers.js'

for (const peer of peers) {
  t.test(
    `${peer.name} waits for a message, and gets what trySend sends`,
    { skip: peer.absent },
    async (t) => {
      const queue = keyedQueue(t)
      const reader = tell(t, peer, queue.key, ['receive 2'])
      await until(`${peer.name} waits`, () => sleepers('msgrcv', reader.pid) === 1)
      t.equal(queue.trySend('not this one', 1), true)
      t.equal(queue.trySend('this one', 2), true)
      t.same(await reader.lines, [`2 ${hex('this one')}`])
      t.same(drain(queue), ['not this one'])
    },
  )

  t.test(`receive() waits, and gets what ${peer.name} sends`, { skip: peer.absent }, async (t) => {
    const queue = keyedQueue(t)
    const received = queue.receive({ type: 2n ** 63n - 1n })
    await until('receive() waits', () => sleepers('msgrcv') === 1)
    await ask(t, peer, queue.key, ['send 1 00', `send ${2n ** 63n - 1n} 0001`])
    t.equal(printed(await received), `${2n ** 63n - 1n} 0001`)
    t.same(drain(queue), ['\0'])
  })

  t.test(
    `${peer.name} waits for room, and sends once tryReceive has made some`,
    { skip: peer.absent },
    async (t) => {
      const queue = keyedQueue(t)
      const before = fill(queue)
      const writer = tell(t, peer, queue.key, [`send 2 ${hex('last')}`])
      await until(`${peer.name} waits`, () => sleepers('msgsnd', writer.pid) === 1)
      t.ok(queue.tryReceive())
      t.same(await writer.lines, ['sent'])
      const rest = drain(queue)
      t.equal(rest.length, before)
      t.equal(rest.at(-1), 'last')
    },
  )

  t.test(
    `send() waits for room, and sends once ${peer.name} has made some`,
    { skip: peer.absent },
    async (t) => {
      const queue = keyedQueue(t)
      const before = fill(queue)
      const sent = queue.send('last')
      await until('send() waits', () => sleepers('msgsnd') === 1)
      await ask(t, peer, queue.key, ['receive 0'])
      await sent
      const rest = drain(queue)
      t.equal(rest.length, before)
      t.equal(rest.at(-1), 'last')
    },
  )

  t.test(
    `an empty message wakes ${peer.name}, and its own wakes us`,
    { skip: peer.absent },
    async (t) => {
      const queue = keyedQueue(t)
      const running = tell(t, peer, queue.key, ['receive 1', 'send 2 '])
      await until(`${peer.name} waits`, () => sleepers('msgrcv', running.pid) === 1)
      await queue.send('')
      t.equal(printed(await queue.receive({ type: 2 })), '2 ')
      t.same(await running.lines, ['1 ', 'sent'])
    },
  )
}
