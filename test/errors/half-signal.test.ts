import t from 'tap'
import { drain, fill, privateQueue } from '../support/queue.js'
import { sleepers } from '../support/until.js'
import { failure } from './expect.js'

// Has what a check looks for, and not what is then used.
const signal = { aborted: false } as AbortSignal

t.test(
  'receive() with a signal that nobody can listen to: a TypeError, and nothing is lost',
  async (t) => {
    const queue = privateQueue(t)
    t.ok((await failure(() => queue.receive({ signal }))) instanceof TypeError)
    t.equal(sleepers('msgrcv'), 0, 'nobody is left who would take the next message')
    queue.trySend('kept')
    t.same(drain(queue), ['kept'])
  },
)

t.test(
  'send() with a signal that nobody can listen to: a TypeError, and nothing is sent',
  async (t) => {
    const queue = privateQueue(t)
    const before = fill(queue)
    t.ok((await failure(() => queue.send(Buffer.alloc(1024), { signal }))) instanceof TypeError)
    t.equal(sleepers('msgsnd'), 0)
    t.equal(drain(queue).length, before)
  },
)

t.test('a stream with a signal that nobody can listen to: a TypeError', async (t) => {
  const queue = privateQueue(t)
  queue.trySend('kept')
  t.throws(() => queue.createReadStream({ signal }), TypeError)
  t.throws(() => queue.createWriteStream({ signal }), TypeError)
  t.same(drain(queue), ['kept'])
})

t.test('receive() with a signal that throws when it is listened to: nobody waits', async (t) => {
  const queue = privateQueue(t)
  const own = () => {
    throw new Error('on purpose')
  }
  const throwing = { aborted: false, addEventListener: own, removeEventListener: own }
  t.match(await failure(() => queue.receive({ signal: throwing as unknown as AbortSignal })), {
    message: 'on purpose',
  })
  t.equal(sleepers('msgrcv'), 0)
  t.doesNotThrow(() => queue.close())
})
