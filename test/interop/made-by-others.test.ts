import t, { type Test } from 'tap'
import { MessageQueue } from '../../lib/index.js'
import { drain, removeAfter, unusedKey } from '../support/queue.js'
import { absent, ask, hex, peers, printed, run } from './peers.js'

const ipcmk = absent('ipcmk', ['--version'], 'ipcmk is not installed (Debian package util-linux)')

async function make(t: Test, ...options: string[]): Promise<MessageQueue> {
  const [line = ''] = await run(t, ['ipcmk', '-Q', ...options])
  const id = Number(/^Message queue id: (\d+)$/.exec(line)?.[1])
  return removeAfter(t, MessageQueue.attach(id))
}

t.test('a queue of ipcmk is attached by its id', { skip: ipcmk }, async (t) => {
  const queue = await make(t, '-p', '0640')
  t.equal(queue.stat().mode, 0o640)
  t.equal(queue.stat().messages, 0)
  t.ok(queue.key > 0 && queue.key < 2 ** 32, 'ipcmk gives it a key, here unsigned')
  t.equal(queue.trySend('in'), true)
  t.same(drain(queue), ['in'])
})

t.test('a queue of ipcmk is opened by its key', { skip: ipcmk }, async (t) => {
  const { id, key } = await make(t)
  t.equal(MessageQueue.open(key).id, id)
  t.equal(MessageQueue.open(key | 0).id, id, 'also as a signed number')
  t.equal(MessageQueue.open(`0x${key.toString(16)}`).id, id)
  t.equal(MessageQueue.create(key).id, id, 'create() attaches to it')
  t.throws(() => MessageQueue.create(key, { exclusive: true }), { code: 'EEXIST', key })
})

for (const peer of peers) {
  t.test(
    `a queue that ${peer.name} made, with what waits in it`,
    { skip: peer.absent },
    async (t) => {
      const key = unusedKey()
      t.same(await ask(t, peer, key, [`send 3 ${hex('first')}`], 'create'), ['sent'])
      const queue = removeAfter(t, MessageQueue.open(key))
      t.equal(queue.stat().mode, 0o600)
      t.equal(queue.stat().messages, 1)
      t.equal(printed(queue.tryReceive()), `3 ${hex('first')}`)
    },
  )

  t.test(
    `a key with its highest bit set is the same one to ${peer.name}`,
    { skip: peer.absent },
    async (t) => {
      const key = (unusedKey() | 0x80000000) >>> 0
      const queue = removeAfter(t, MessageQueue.create(key, { exclusive: true }))
      t.same(await ask(t, peer, key | 0, [`send 1 ${hex('signed')}`]), ['sent'])
      t.same(drain(queue), ['signed'])
    },
  )

  t.test(`${peer.name} and we see who sent and received last`, { skip: peer.absent }, async (t) => {
    const key = unusedKey()
    const queue = removeAfter(t, MessageQueue.create(key, { exclusive: true }))
    await ask(t, peer, key, ['send 1 00', 'receive 0'])
    const stat = queue.stat()
    t.ok(stat.lastSendPid > 0 && stat.lastSendPid !== process.pid)
    t.equal(stat.lastReceivePid, stat.lastSendPid)
    queue.trySend('x')
    t.equal(queue.stat().lastSendPid, process.pid)
  })
}
