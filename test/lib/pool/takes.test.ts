/** Workers that take messages out of a queue: all of them, and each once. */
import t, { type Test } from 'tap'
import { drain, privateQueue } from '../../support/queue.js'
import { until } from '../../support/until.js'
import { makePool, pids, whole } from './support.js'

const ways = ['handle', 'stream', 'pipeline'] as const

function setUp(t: Test, how: (typeof ways)[number], options?: Parameters<typeof makePool>[2]) {
  const jobs = privateQueue(t)
  const answers = privateQueue(t)
  const test = makePool(t, 'takes', { counted: true, ...options, args: [how, jobs.id, answers.id] })
  const handled: [number: number, pid: number][] = []
  return {
    jobs,
    test,
    /** Sends numbers, and resolves when they are all handled. */
    async handle(from: number, to: number): Promise<void> {
      for (let number = from; number < to; number++) await jobs.send(`${number}`)
      await until('all are handled', () => {
        for (const text of drain(answers)) {
          const [number, pid] = text.split(' ').map(Number)
          handled.push([Number(number), Number(pid)])
        }
        return handled.length >= to
      })
      t.same(
        handled.map(([number]) => number).toSorted((one, other) => one - other),
        Array.from({ length: to }, (_, number) => number),
      )
    },
  }
}

for (const how of ways) {
  t.test(`${how}: each message is handled once, and counted`, async (t) => {
    const { test, handle, jobs } = setUp(t, how, { size: 2, heartbeatInterval: 20 })
    const { pool } = test
    await pool.start()
    await handle(0, 200)
    await until('the heartbeats tell', () => pool.stats().messages === 200)
    await pool.stop()
    t.equal(pool.stats().messages, 200)
    t.equal(
      test.of('exit').reduce((sum, { messages }) => sum + messages, 0),
      200,
    )
    t.match(test.of('exit'), Array(2).fill({ code: 0 }))
    t.equal(jobs.stat().messages, 0)
    t.equal(test.stderr.text, '')
  })

  t.test(
    `${how}: a worker that has taken its share is replaced, its successor first`,
    async (t) => {
      const { test, handle } = setUp(t, how, { maxMessages: 50, recycleJitter: 0 })
      const { pool } = test
      await pool.start()
      const [first] = pids(test)
      await handle(0, 49)
      t.same(test.of('recycle'), [])
      await handle(49, 50)
      // The count is told with the next message, or the next heartbeat.
      await until('it is due', () => test.of('recycle').length === 1)
      t.match(test.of('recycle'), [{ worker: 0, pid: first, reason: 'messages', limit: 50 }])
      await until('the old one has ended', () => test.of('exit').length === 1)
      await whole(test)
      t.same(test.names(), ['spawn', 'ready', 'recycle', 'spawn', 'ready', 'stop', 'exit'])
      t.match(test.of('exit'), [{ code: 0, expected: true, pid: first }])
      await handle(50, 60)
      t.equal(pool.stats().recycled, 1)
      t.equal(pool.stats().crashed, 0)
    },
  )

  t.test(`${how}: a worker that throws ends, and the next one goes on`, async (t) => {
    const { test, handle, jobs } = setUp(t, how)
    await test.pool.start()
    await handle(0, 5)
    await jobs.send('bad', { type: 2 })
    await until('it has ended', () => test.of('exit').length === 1)
    t.match(test.of('exit'), [{ code: 1, signal: null, expected: false }])
    t.match(test.stderr.text, /^\[Worker 0\] .*Error: a bad message$/m)
    await handle(5, 10)
  })
}

t.test('a reload under load drops nothing', async (t) => {
  const { test, handle } = setUp(t, 'handle', { size: 2 })
  await test.pool.start()
  const all = handle(0, 3000)
  await test.pool.reload()
  await all
})
