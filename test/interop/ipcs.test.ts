import { userInfo } from 'node:os'
import t, { type Test } from 'tap'
import { MessageQueue } from '../../lib/index.js'
import { keyedQueue, privateQueue } from '../support/queue.js'
import { absent, run } from './peers.js'

const skip = absent('ipcs', ['--version'], 'ipcs is not installed (Debian package util-linux)')

/** The columns of a queue's line in `ipcs -q`: key, msqid, owner, perms, used-bytes, messages. */
async function line(t: Test, id: number): Promise<string[] | undefined> {
  const lines = (await run(t, ['ipcs', '-q'])).map((line) => line.trim().split(/\s+/))
  return lines.find((columns) => columns[1] === `${id}`)
}

/** The owner as ipcs prints it: ten characters of the name, or the number of a user without one. */
function owner(): string {
  try {
    return userInfo().username.slice(0, 10)
  } catch {
    return `${process.geteuid?.()}`
  }
}

t.test('ipcs shows a queue of ours with key, owner, mode and contents', { skip }, async (t) => {
  const queue = keyedQueue(t, { mode: 0o640 })
  queue.trySend('12345')
  queue.trySend('')
  queue.trySend('678')
  const key = `0x${queue.key.toString(16).padStart(8, '0')}`
  t.same(await line(t, queue.id), [key, `${queue.id}`, owner(), '640', '8', '3'])
})

t.test('the key that ipcs shows opens the queue', { skip }, async (t) => {
  const queue = keyedQueue(t)
  const [key = ''] = (await line(t, queue.id)) ?? []
  t.equal(MessageQueue.open(key).id, queue.id)
})

t.test('ipcs shows a private queue with a key of zeros', { skip }, async (t) => {
  const queue = privateQueue(t, { mode: 0o604 })
  t.same(await line(t, queue.id), ['0x00000000', `${queue.id}`, owner(), '604', '0', '0'])
})

t.test('ipcs sees mode and contents change', { skip }, async (t) => {
  const queue = keyedQueue(t)
  queue.trySend(Buffer.alloc(1000))
  t.same((await line(t, queue.id))?.slice(3), ['600', '1000', '1'])
  queue.set({ mode: 0o666 })
  queue.tryReceive()
  t.same((await line(t, queue.id))?.slice(3), ['666', '0', '0'])
})

t.test('ipcs no longer shows a queue that is removed', { skip }, async (t) => {
  const queue = keyedQueue(t)
  t.ok(await line(t, queue.id))
  await queue.remove()
  t.notOk(await line(t, queue.id))
})

t.test('ipcs tells of one queue what stat() tells', { skip }, async (t) => {
  const queue = keyedQueue(t, { maxBytes: 4000 })
  queue.trySend('abc')
  const text = (await run(t, ['ipcs', '-q', '-i', `${queue.id}`])).join(' ')
  const field = (name: string) => new RegExp(`\\b${name}=\\s*(\\w+)`).exec(text)?.[1]
  const { uid, gid, bytes, maxBytes, messages, lastSendPid, lastReceivePid } = queue.stat()
  const names = ['uid', 'gid', 'cbytes', 'qbytes', 'qnum', 'lspid', 'lrpid']
  const ours = [uid, gid, bytes, maxBytes, messages, lastSendPid, lastReceivePid]
  t.same(names.map(field), ours.map(String))
})

t.test('list() and ipcs know the same queue', { skip }, async (t) => {
  const queue = keyedQueue(t)
  queue.trySend('abc')
  const stat = MessageQueue.list().find(({ id }) => id === queue.id)
  const [, , , mode, bytes, messages] = (await line(t, queue.id)) ?? []
  t.same([stat?.mode.toString(8), stat?.bytes, stat?.messages].map(String), [mode, bytes, messages])
})

t.test('limits() tells what ipcs -l tells', { skip }, async (t) => {
  const text = (await run(t, ['ipcs', '-q', '-l'])).join('\n')
  const { msgmni, msgmax, msgmnb } = MessageQueue.limits()
  t.same(
    [...text.matchAll(/ = (\d+)$/gm)].map(([, n]) => Number(n)),
    [msgmni, msgmax, msgmnb],
  )
})
