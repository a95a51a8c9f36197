/**
 * From one process to another, through streams and a queue of 16 KiB. SYSVMQ_TEST_MESSAGES and
 * SYSVMQ_TEST_SEED set how many messages, and which.
 */
import { randomInt } from 'node:crypto'
import t from 'tap'
import { privateQueue } from '../support/queue.js'
import { Child } from './child.js'
import type { Report } from './fixtures/digest.js'

const count = Number(process.env['SYSVMQ_TEST_MESSAGES'] ?? 1_000_000)
const seed = Number(process.env['SYSVMQ_TEST_SEED'] ?? randomInt(2 ** 32))
/** Of V8's heaps, which grow and shrink as they like. The messages have 4 GB. */
const marginMiB = 64
const seconds = 600

t.setTimeout(seconds * 1000)

t.test(`${count} messages arrive, once, in order per type, byte for byte`, async (t) => {
  t.comment(`SYSVMQ_TEST_SEED=${seed}`)
  const queue = privateQueue(t)
  const begun = performance.now()
  const reader = new Child(t, 'million-reader', [queue.id, count])
  const writer = new Child(t, 'million-writer', [queue.id, count, seed])
  const endings = await Promise.all([writer.ends(seconds), reader.ends(seconds)])
  t.comment(`${((performance.now() - begun) / 1000).toFixed(1)} s`)
  t.match(endings, [{ code: 0 }, { code: 0 }], writer.complaints + reader.complaints)

  const sent: Report = JSON.parse(writer.lines.at(-1) ?? '{}')
  const received: Report = JSON.parse(reader.lines.at(-1) ?? '{}')
  t.strictSame(received.types, sent.types)
  const digests = Object.values(received.types)
  t.equal(digests.length, 5, 'types')
  t.equal(
    digests.reduce((sum, { messages }) => sum + messages, 0),
    count,
  )
  t.equal(queue.stat().messages, 0, 'nothing is left over')
  for (const [side, { early, late }] of Object.entries({ sent, received })) {
    t.ok(late - early < marginMiB, `${side}: ${early} MiB after a tenth, ${late} MiB after all`)
  }
})
