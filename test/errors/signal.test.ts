import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { readdirSync, readFileSync } from 'node:fs'
import t from 'tap'
import type { MessageQueue } from '../../lib/index.js'
import { drain, fill, privateQueue } from '../support/queue.js'
import { sleepers, until } from '../support/until.js'

// A signal ends msgsnd and msgrcv with EINTR, whatever its handler asks for. Nobody is to see it.
const tasks = '/proc/self/task'

/** The thread that sleeps in a call whose first argument is the queue's id. */
function sleeper({ id }: MessageQueue): string {
  const argument = (thread: string) =>
    readFileSync(`${tasks}/${thread}/syscall`, 'utf8').split(' ')[1]
  const [thread] = readdirSync(tasks).filter(
    (thread) => argument(thread) === `0x${id.toString(16)}`,
  )
  if (!thread) throw new Error('no thread waits on the queue')
  return thread
}

/** How often a thread has fallen asleep. */
function naps(thread: string): number {
  const status = readFileSync(`${tasks}/${thread}/status`, 'utf8')
  return Number(/^voluntary_ctxt_switches:\s*(\d+)/m.exec(status)?.[1])
}

/** Wakes the thread out of the call by signals that have a handler. */
async function interrupt(queue: MessageQueue, times = 20): Promise<number> {
  const thread = sleeper(queue)
  let handled = 0
  const handler = () => handled++
  process.on('SIGURG', handler)
  for (let i = 1; i <= times; i++) {
    const before = naps(thread)
    // The kernel prefers the thread that is named, if that does not block the signal.
    process.kill(Number(thread), 'SIGURG')
    await until('the handler has run', () => handled === i)
    await until('it was awake, and sleeps again', () => naps(thread) > before)
  }
  process.off('SIGURG', handler)
  return handled
}

t.test('receive() waits on when msgrcv says EINTR', async (t) => {
  const queue = privateQueue(t)
  const received = queue.receive()
  await until('it waits', () => sleepers('msgrcv') === 1)
  t.equal(await interrupt(queue), 20)
  queue.trySend('after')
  t.equal((await received).data.toString(), 'after')
  t.equal(queue.stat().messages, 0)
})

t.test('send() waits on when msgsnd says EINTR, and sends once', async (t) => {
  const queue = privateQueue(t)
  const before = fill(queue)
  const sent = queue.send('after')
  await until('it waits', () => sleepers('msgsnd') === 1)
  t.equal(await interrupt(queue), 20)
  t.ok(queue.tryReceive())
  await sent
  const rest = drain(queue)
  t.equal(rest.length, before)
  t.equal(rest.filter((text) => text === 'after').length, 1)
})

t.test('a read stream waits on when msgrcv says EINTR', async (t) => {
  const queue = privateQueue(t)
  const reader = queue.createReadStream()
  const data = once(reader, 'data')
  await until('it waits', () => sleepers('msgrcv') === 1)
  t.equal(await interrupt(queue), 20)
  queue.trySend('after')
  t.match(await data, [{ data: Buffer.from('after') }])
  reader.destroy()
  await once(reader, 'close')
})

t.test('a write stream waits on when msgsnd says EINTR, and sends once', async (t) => {
  const queue = privateQueue(t)
  fill(queue)
  const writer = queue.createWriteStream()
  writer.end('after')
  const finished = once(writer, 'finish')
  await until('it waits', () => sleepers('msgsnd') === 1)
  t.equal(await interrupt(queue), 20)
  t.ok(queue.tryReceive())
  await finished
  t.equal(drain(queue).filter((text) => text === 'after').length, 1)
})

t.test('stopped and continued, receive() waits on', async (t) => {
  const queue = privateQueue(t)
  const received = queue.receive()
  await until('it waits', () => sleepers('msgrcv') === 1)
  const shell = spawn('sh', ['-c', `kill -STOP ${process.pid}; kill -CONT ${process.pid}`])
  await once(shell, 'close')
  queue.trySend('after')
  t.equal((await received).data.toString(), 'after')
})
