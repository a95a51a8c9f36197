/** One addon binary serves several worker threads at once, each with its own streams. */
import { once } from 'node:events'
import { Worker } from 'node:worker_threads'
import t from 'tap'
import { privateQueue } from '../support/queue.js'
import { until } from '../support/until.js'
import { bareWorker } from './bare.js'
import type { SharingWorkerData, SharingWorkerResult } from './fixtures/sharing-worker.js'
import { account, allOnce, takeNumbers, upTo } from './numbered.js'

t.setTimeout(120_000)

const workers = 4
const count = 3000

t.test('workers use queues of their own and one queue together', async (t) => {
  const shared = privateQueue(t)
  const threads = upTo(workers).map((index) => {
    const workerData: SharingWorkerData = {
      shared: shared.id,
      own: privateQueue(t).id,
      first: index * count,
      count,
    }
    const file = new URL('fixtures/sharing-worker.js', import.meta.url)
    return new Worker(file, { ...bareWorker(), workerData })
  })
  await Promise.all(threads.map((worker) => once(worker, 'message')))
  await until('all is taken', () => shared.stat().messages === 0)
  const results = threads.map(async (worker): Promise<SharingWorkerResult> => {
    worker.postMessage('stop')
    const [result] = await once(worker, 'message')
    await once(worker, 'exit')
    return result
  })
  const done = await Promise.all(results)

  for (const { own } of done) t.strictSame(own, upTo(count), 'own queue: all, in order')
  const left = takeNumbers(shared)
  const taken = done.map((result) => [...result.shared])
  t.strictSame(account(workers * count, ...taken, left), allOnce, 'shared queue: each once')
  for (const numbers of taken) t.ok(numbers.length > 0, `${numbers.length} of the shared queue`)
})
