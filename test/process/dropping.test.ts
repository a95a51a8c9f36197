/** Several writers that make room by taking out what others have sent, and a reader beside them. */
import t from 'tap'
import { privateQueue } from '../support/queue.js'
import { Child } from './child.js'
import { account, allOnce, numberOf, takeNumbers } from './numbered.js'

t.test('each message is received or dropped, once, whoever drops it', async (t) => {
  const queue = privateQueue(t, { maxBytes: 4096 })
  const [writers, each] = [3, 3000]
  const children = Array.from(
    { length: writers },
    (_, i) => new Child(t, 'dropping', [queue.id, i * each, (i + 1) * each]),
  )
  await Promise.all(children.map((child) => child.says('ready')))
  const received: number[] = []
  const readable = queue.createReadStream({ highWaterMark: 0 })
  readable.on('data', ({ data }) => {
    received.push(numberOf(data))
    if (received.length % 100 === 0) readable.pause()
    setImmediate(() => readable.resume())
  })
  for (const child of children) child.tell('go')
  const dropped = await Promise.all(
    children.map(async (child): Promise<number[]> => JSON.parse(await child.says('dropped', 60))),
  )
  await Promise.all(children.map((child) => child.ends()))
  readable.destroy()
  t.same(account(writers * each, received, takeNumbers(queue), ...dropped), allOnce)
  t.ok(
    dropped.every(({ length }) => length > 0),
    'all had to',
  )
})
