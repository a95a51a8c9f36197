import { once } from 'node:events'
import t, { type Test } from 'tap'
import { type MessageQueue, QueueError } from '../../lib/index.js'
import { fill, keyedQueue } from '../support/queue.js'
import { sleepers, until } from '../support/until.js'
import { absent, ask, failed, type Peer, peers, run, tell } from './peers.js'

const ipcrm = absent('ipcrm', ['--version'], 'ipcrm is not installed (Debian package util-linux)')

/** Ways of others to remove a queue. */
const ways: readonly {
  name: string
  skip: string | false
  remove(t: Test, queue: MessageQueue): Promise<unknown>
}[] = [
  { name: 'ipcrm -q', skip: ipcrm, remove: (t, { id }) => run(t, ['ipcrm', '-q', `${id}`]) },
  { name: 'ipcrm -Q', skip: ipcrm, remove: (t, { key }) => run(t, ['ipcrm', '-Q', `${key}`]) },
  ...peers.map((peer: Peer) => ({
    name: peer.name,
    skip: peer.absent,
    remove: (t: Test, { key }: MessageQueue) => ask(t, peer, key, ['remove']),
  })),
]

for (const { name, skip, remove } of ways) {
  t.test(`what ${name} removed is EIDRM to us`, { skip }, async (t) => {
    const queue = keyedQueue(t)
    await remove(t, queue)
    const gone = { name: 'QueueError', code: 'EIDRM', id: queue.id, key: queue.key }
    t.throws(() => queue.trySend('x'), { ...gone, syscall: 'msgsnd' })
    t.throws(() => queue.tryReceive(), { ...gone, syscall: 'msgrcv' })
    t.throws(() => queue.stat(), { ...gone, syscall: 'msgctl' })
    await t.rejects(queue.remove(), { ...gone, syscall: 'msgctl' })
  })

  t.test(`whoever of us waits hears that ${name} removed the queue`, { skip }, async (t) => {
    const queue = keyedQueue(t)
    fill(queue)
    const absentType = { type: 99 }
    const reader = queue.createReadStream(absentType).resume()
    const writer = queue.createWriteStream()
    writer.write(Buffer.alloc(1024))
    const errors = Promise.all([
      queue.receive(absentType).catch((error: unknown) => error),
      queue.send(Buffer.alloc(1024)).catch((error: unknown) => error),
      once(reader, 'error').then(([error]) => error),
      once(writer, 'error').then(([error]) => error),
    ])
    await until('two readers wait', () => sleepers('msgrcv') === 2)
    await until('two writers wait', () => sleepers('msgsnd') === 2)
    await remove(t, queue)
    const seen = await errors
    t.same(
      seen.map((error) => error instanceof QueueError && [error.code, error.syscall, error.id]),
      ['msgrcv', 'msgsnd', 'msgrcv', 'msgsnd'].map((syscall) => ['EIDRM', syscall, queue.id]),
    )
  })
}

for (const peer of peers) {
  t.test(`${peer.name} hears that we removed the queue`, { skip: peer.absent }, async (t) => {
    const queue = keyedQueue(t)
    const other = tell(t, peer, queue.key, ['receive 0'])
    await until(`${peer.name} waits`, () => sleepers('msgrcv', other.pid) === 1)
    await queue.remove()
    t.same(await other.lines, [failed('EIDRM')])
  })
}
