/** worker.terminate() in the middle of everything: the process goes on, and each message is accounted for. */
import { setTimeout as sleep, setImmediate as turn } from 'node:timers/promises'
import { Worker } from 'node:worker_threads'
import t from 'tap'
import type { MessageQueue } from '../../lib/index.js'
import { privateQueue } from '../support/queue.js'
import { until } from '../support/until.js'
import { bareWorker } from './bare.js'
import type { FlowingWorkerData } from './fixtures/flowing-worker.js'
import { numbered, takeNumbers, upTo } from './numbered.js'

t.setTimeout(120_000)

const rounds = 24
const most = 100_000

function start(queue: MessageQueue, role: 'reader' | 'writer') {
  const counts = new Int32Array(new SharedArrayBuffer(4 * (most + 1)))
  const workerData: FlowingWorkerData = { id: queue.id, role, counts, first: 0 }
  const file = new URL('fixtures/flowing-worker.js', import.meta.url)
  const worker = new Worker(file, { ...bareWorker(), workerData })
  const done = () => Atomics.load(counts, 0)
  const doneOf = (number: number) => Atomics.load(counts, number + 1)
  return { worker, done, doneOf }
}

async function terminate(worker: Worker): Promise<void> {
  let over = false
  const exit = worker.terminate().then(() => {
    over = true
  })
  await until('worker.terminate()', () => over, 2)
  await exit
}

t.test('while messages flow to it: each is consumed or in the queue', async (t) => {
  let between = 0
  for (let round = 0; round < rounds; round++) {
    const queue = privateQueue(t)
    const { worker, done, doneOf } = start(queue, 'reader')
    let sent = 0
    const send = () => {
      while (sent < most && queue.stat().messages < 80 && queue.trySend(numbered(sent))) sent++
    }
    for (; done() < round * 40 + 1; await turn()) send()
    send()
    await terminate(worker)
    const left = takeNumbers(queue)
    const consumed = upTo(sent).filter((number) => doneOf(number) === 1)
    // Messages come in order, so that these are all that it can have consumed.
    t.strictSame(consumed, upTo(consumed.length), `${consumed.length} consumed`)
    // The one that was on its way to the handler when the thread was stopped counts as consumed: to
    // put it back could mean that it is handled twice.
    const inHand = left.includes(consumed.length) || consumed.length === sent ? 0 : 1
    between += inHand
    const back = left.sort((a, b) => a - b)
    t.strictSame(back, upTo(sent).slice(consumed.length + inHand), `${back.length} in the queue`)
    await queue.remove()
  }
  t.comment(`stopped between the stream and its handler: ${between} of ${rounds}`)
})

t.test('while it sends: what was confirmed is in the queue, in order, once', async (t) => {
  for (let round = 0; round < rounds; round++) {
    const queue = privateQueue(t)
    const { worker, done, doneOf } = start(queue, 'writer')
    const taken: number[] = []
    for (; done() < round * 40 + 1; await turn()) taken.push(...takeNumbers(queue))
    await terminate(worker)
    taken.push(...takeNumbers(queue))
    const confirmed = upTo(taken.length + 1).filter((number) => doneOf(number) === 1)
    t.strictSame(taken, upTo(taken.length), `${taken.length} arrived`)
    t.strictSame(confirmed, upTo(confirmed.length), `${confirmed.length} confirmed`)
    t.ok(confirmed.length <= taken.length)
    await queue.remove()
  }
})

t.test('at any moment of its start: nothing is missing', async (t) => {
  for (let round = 0; round < rounds; round++) {
    const queue = privateQueue(t)
    for (let number = 0; number < 40; number++) queue.trySend(numbered(number))
    const { worker, done, doneOf } = start(queue, 'reader')
    // From before it has loaded anything to after its first messages; no moment is the right one.
    if (round < rounds / 2) await sleep(round * 5)
    else while (done() < round - rounds / 2) await turn()
    await terminate(worker)
    const consumed = upTo(40).filter((number) => doneOf(number) === 1)
    const left = takeNumbers(queue)
    t.ok(consumed.length + left.length >= 39, `${consumed.length} + ${left.length}`)
    t.strictSame([...new Set([...consumed, ...left])].length, consumed.length + left.length)
    await queue.remove()
  }
})
