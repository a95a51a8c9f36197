/**
 * Ten times as much comes as is handled: the account adds up, memory stays, and all is handled.
 * OVERLOAD_SECONDS is how long it comes (default 3); `npm run test:overload` takes 60.
 */
import t from 'tap'
import { MessageQueue } from '../../lib/index.js'
import { residentMemory, socketDrops } from '../support/proc.js'
import { removeAfter, unusedKey } from '../support/queue.js'
import { until } from '../support/until.js'
import { Child } from './child.js'
import { Flood } from './flood.js'

const seconds = Number(process.env['OVERLOAD_SECONDS'] ?? 3)
const workers = 2
/** Of a worker for a message, in ms: together they handle 400 a second at most. */
const cost = 5
const rate = 10 * workers * (1000 / cost)
/** By what resident memory may grow, in bytes. */
const growth = 64 * 2 ** 20

t.setTimeout((seconds + 120) * 1000)

/** The figures in the last line of a kind that the proxy has printed, by name. */
function accountOf(line: string): Record<string, number> {
  const pairs = [...line.matchAll(/([a-z]+(?: [a-z]+)*) (\d+)/g)]
  return Object.fromEntries(pairs.map(([, name, figure]) => [name, Number(figure)]))
}

t.test(`${rate} datagrams a second for ${seconds} s, ten times what is handled`, async (t) => {
  const key = unusedKey()
  const options = ['--port', 0, '--key', key, '--workers', 0, '--timeout', 500]
  const proxy = new Child(t, 'probed-runner', options)
  const where = await proxy.says('sysvmq: UDP')
  const port = Number(/^127\.0\.0\.1:(\d+)/.exec(where)?.[1])
  const queue = removeAfter(t, MessageQueue.open(key))
  const crew = Array.from({ length: workers }, () => new Child(t, 'slow-worker', [queue.id, cost]))
  await Promise.all(crew.map((worker) => worker.says('ready')))
  const flood = await Flood.open(port)
  t.teardown(() => flood.close())

  proxy.kill('SIGUSR2')
  await proxy.says('sysvmq: received')
  const before = residentMemory(proxy.pid)
  let most = before
  const queued: number[] = []
  const sampling = setInterval(() => {
    most = Math.max(most, residentMemory(proxy.pid))
    queued.push(queue.stat().messages)
  }, 50)
  t.teardown(() => clearInterval(sampling))

  await flood.send(rate, seconds)
  const fullest = Math.max(...queued)
  const full = queued.filter((messages) => messages > fullest * 0.9).length / queued.length
  for (const worker of crew) worker.tell('how many?')
  const inTime = await Promise.all(crew.map(async (worker) => Number(await worker.says('handled'))))

  // Each is answered once those that wait have found room, or none in time.
  const lost = () => socketDrops(flood.port)
  const answered = () => flood.got('OK') + flood.got('ER') + lost()
  await until('all are answered', () => answered() >= flood.sent - socketDrops(port))
  await until('all that is queued is taken', () => queue.stat().messages === 0)
  clearInterval(sampling)
  const inKernel = socketDrops(port)
  for (const worker of crew) worker.hangUp()
  const handled = (
    await Promise.all(
      crew.map(async (worker): Promise<number[]> => JSON.parse(await worker.says('all'))),
    )
  ).flat()
  proxy.kill('SIGTERM')
  t.match(await proxy.ends(20), { code: 0, signal: null })

  const line = proxy.lines.findLast((line) => line.includes('received')) ?? ''
  const account = accountOf(line)
  const { received = 0, accepted = 0, rejected = 0, dropped = 0 } = account
  const during = inTime.reduce((sum, count) => sum + count)
  const percent = (share: number) => `${Math.round(share * 100)} %`
  const mib = (bytes: number) => (bytes / 2 ** 20).toFixed(1)
  t.comment(
    `sent ${flood.sent} in ${seconds} s; ${fullest} fill the queue, as ${percent(full)} of the time`,
  )
  t.comment(line)
  t.comment(`dropped in the kernel: ${inKernel} datagrams, ${lost()} answers`)
  t.comment(
    `handled ${during} meanwhile, 1 of ${(flood.sent / during).toFixed(1)}; ${handled.length} in the end`,
  )
  t.comment(`resident ${mib(before)} MiB, at most ${mib(most - before)} MiB more`)
  t.comment(`event loop delay in ms, p50 p99 max: ${await proxy.says('loop')}`)

  t.ok(rejected + dropped > 0, 'it was too much')
  t.equal(received + inKernel, flood.sent, 'sent = received + dropped in the kernel')
  t.equal(account['dropped by the kernel'], inKernel, 'as the proxy says')
  t.equal(accepted + rejected + dropped, received, 'received = accepted + rejected + dropped')
  t.match(account, { waiting: 0, answered: received, failed: 0 })
  t.equal(flood.got('OK') + flood.got('ER') + lost(), received, 'each is answered')
  if (lost() === 0) t.equal(flood.got('OK'), accepted, 'with OK if it was accepted')
  t.equal(handled.length, accepted, 'accepted = handled')
  t.equal(new Set(handled).size, accepted, 'each once')
  t.ok(most - before <= growth, 'memory stays within 64 MiB of the start')
})
