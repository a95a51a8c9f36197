/** Workers that are terminated while their threads wait leave nothing behind. */
import t from 'tap'
import { fill, privateQueue } from '../support/queue.js'
import { Child } from './child.js'

t.setTimeout(120_000)

const rounds = 50
/** Of V8's heaps, which grow and shrink as they like; a worker has about 10 MiB. */
const marginMiB = 32

t.test(`${rounds} workers terminated while they wait: threads and memory stay flat`, async (t) => {
  const empty = privateQueue(t)
  const full = privateQueue(t)
  const sent = fill(full)
  const child = new Child(t, 'churn', [rounds, empty.id, full.id])
  t.match(await child.ends(110), { code: 0, signal: null }, child.complaints)

  const after = child.lines.map((line) => line.split(' ').slice(1).map(Number))
  const [threads, memory, files] = [0, 1, 2].map((word) => after.map((words) => words[word] ?? 0))
  t.equal(after.length, rounds)
  t.equal(new Set(threads).size, 1, `${threads?.at(-1)} threads after each`)
  t.equal(new Set(files?.slice(5)).size, 1, `${files?.at(-1)} open files after each`)
  const early = Math.max(...(memory ?? []).slice(0, 10))
  const late = Math.max(...(memory ?? []).slice(-10))
  t.ok(late - early < marginMiB, `${early} MiB at first, ${late} MiB in the end`)
  t.strictSame([empty.stat().messages, full.stat().messages], [0, sent], 'queues as before')
})
