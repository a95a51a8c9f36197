/** SIGURG wakes the waiting threads, and stays the program's own signal all the same. */
import t from 'tap'
import { privateQueue } from '../support/queue.js'
import { until } from '../support/until.js'
import { Child } from './child.js'
import { sendNumbered } from './numbered.js'
import { asleep } from './states.js'

t.test("the program's own listener is called on a real SIGURG", async (t) => {
  const queue = privateQueue(t)
  const child = new Child(t, 'urgent', [queue.id])
  await asleep('msgrcv', child)
  child.tell('on')
  await child.says('did on')
  t.notOk(child.lines.includes('heard'))
  child.kill('SIGURG')
  await child.says('heard')
  await asleep('msgrcv', child)
  sendNumbered(queue, 0, 1)
  t.equal(await child.says('consumed'), '0', 'and the stream goes on')
})

t.test('streams can be cancelled before, while and after a program listens', async (t) => {
  const queue = privateQueue(t)
  const child = new Child(t, 'urgent', [queue.id])
  // Removing the last listener restores the default, which is to ignore the signal.
  const commands = ['cancel', 'on', 'cancel', 'off', 'cancel', 'on', 'off', 'cancel', 'cancel']
  for (const [done, command] of commands.entries()) {
    await asleep('msgrcv', child)
    child.tell(command)
    const seconds = 2
    await until(
      `${command} is done`,
      () => child.lines.filter((line) => line.startsWith('did ')).length === done + 1,
      seconds,
    )
  }
  await until('all are cancelled', () => {
    const cancelled = child.lines.filter((line) => line === 'cancelled')
    return cancelled.length === commands.filter((command) => command === 'cancel').length
  })
  child.hangUp()
  t.match(await child.ends(), { code: 0, signal: null }, child.complaints)
})

t.test('a SIGURG from elsewhere is ignored where nobody listens', async (t) => {
  const queue = privateQueue(t)
  const child = new Child(t, 'urgent', [queue.id])
  await asleep('msgrcv', child)
  for (let signal = 0; signal < 100; signal++) child.kill('SIGURG')
  sendNumbered(queue, 0, 20)
  await child.says('consumed 19')
  t.notOk(child.over)
  t.strictSame(child.numbers('consumed').length, 20, 'and no message is missing')
})
