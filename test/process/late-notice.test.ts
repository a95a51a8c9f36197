/**
 * A waiting thread tells the event loop that it is done. If the loop has seen that by itself already,
 * the notice comes too late: it must not be taken for one of the next wait.
 */
import { readdirSync, readFileSync } from 'node:fs'
import { setImmediate as turn } from 'node:timers/promises'
import t from 'tap'
import { privateQueue } from '../support/queue.js'
import { sleepers, until } from '../support/until.js'
import { Child } from './child.js'
import { numberOf, upTo } from './numbered.js'

t.setTimeout(120_000)

/** Whether the waiting thread has done what it was to do, and sleeps until it is asked again. */
function threadIsDone(): boolean {
  if (sleepers('msgrcv') > 0) return false
  return readdirSync('/proc/self/task').some((thread) =>
    readFileSync(`/proc/self/task/${thread}/stat`, 'utf8').includes('(sysvmq-wait) S'),
  )
}

t.test('of a receive() that was cancelled: the next one goes on waiting', async (t) => {
  const queue = privateQueue(t)
  const abort = new AbortController()
  const first = queue.receive({ signal: abort.signal })
  await until('it sleeps', () => sleepers('msgrcv') === 1)
  queue.trySend('first')
  // All in one turn of the event loop, so that it does not hear of it before it cancels.
  const deadline = performance.now() + 20_000
  while (!threadIsDone() && performance.now() < deadline);
  abort.abort()
  t.equal((await first).data.toString(), 'first', 'what was taken wins over the cancelling')

  const second = queue.receive()
  // Here the notice arrives.
  await turn()
  await turn()
  await until('it sleeps', () => sleepers('msgrcv') === 1)
  queue.trySend('second')
  t.equal((await second).data.toString(), 'second')
})

t.test("of progress of a writer with a 'sent' listener: all is sent, and told once", async (t) => {
  const queue = privateQueue(t)
  const child = new Child(t, 'confirming', [queue.id, 100_000])
  const received: number[] = []
  const readable = queue.createReadStream()
  readable.on('data', ({ data }) => received.push(numberOf(data)))
  const told = await child.says('told', 100)
  t.match(await child.ends(), { code: 0, signal: null }, child.complaints)
  await until('all is received', () => queue.stat().messages === 0)
  readable.stop()
  await until('the end', () => readable.readableEnded)
  t.strictSame(received, upTo(100_000), 'all that was written, in order')
  t.equal(told, '100000 in order')
})
