import t from 'tap'
import { MessageQueue } from '../../lib/index.js'
import { keyedQueue } from '../support/queue.js'
import { until } from '../support/until.js'
import { cli, type Running, startCli } from './run.js'

/** The id of the private queue that the process has. */
async function queueOf({ child: { pid } }: Running): Promise<number> {
  const seen = new Set<number>()
  await until('it has a queue', () => {
    for (const { id, key, lastSendPid } of MessageQueue.list()) {
      if (key === 0 && lastSendPid === pid) seen.add(id)
    }
    return seen.size > 0
  })
  const [id = -1] = seen
  return id
}

const exists = (id: number) => MessageQueue.list().some((queue) => queue.id === id)

t.test('bench measures on a queue of its own, and removes it', async (t) => {
  const running = startCli(t, ['bench', '--time', '0.3'])
  const id = await queueOf(running)
  const { code, stdout } = await running.ended
  t.equal(code, 0)
  t.match(stdout, /^Messages of 100 bytes, a queue of \d+\n/)
  t.match(stdout, /^ *[1-9][\d,]* messages\/s from another process/m)
  t.match(stdout, /^ *[1-9][\d,]* messages\/s in one process/m)
  t.match(stdout, /^ *\d+\.\d{3} ms to another process and back, p99 \d+\.\d{3} ms$/m)
  t.notOk(exists(id))
})

t.test('bench KEY uses that queue and leaves it empty', async (t) => {
  const queue = keyedQueue(t)
  const args = ['bench', queue.key, '--time', '0.3', '--size', 10, '--json']
  const { stdout } = await cli(t, args)
  const result = JSON.parse(stdout)
  t.match(result, { size: 10, maxBytes: queue.stat().maxBytes })
  t.ok(result.streamsPerSecond > 0 && result.callsPerSecond > 0)
  t.ok(result.roundTrip.p99 >= result.roundTrip.p50)
  t.equal(queue.stat().messages, 0)
  t.ok(queue.stat().lastSendPid > 0)

  queue.trySend('in use')
  t.match(await cli(t, args), { code: 7, stderr: /1 message in 0x\w+ would be taken/ })
  t.equal(queue.stat().messages, 1)
})

t.test('bench ends on a signal and removes its queue', async (t) => {
  const running = startCli(t, ['bench', '--time', '100'])
  const id = await queueOf(running)
  running.child.kill('SIGINT')
  t.equal((await running.ended).code, 130)
  t.notOk(exists(id))
  t.equal((await cli(t, ['bench', '--size', MessageQueue.limits().msgmax + 1])).code, 8)
})
