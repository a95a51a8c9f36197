/** What waits has threads of its own: the four of libuv's pool are free for files, names and crypto. */
import { pbkdf2 } from 'node:crypto'
import { lookup } from 'node:dns/promises'
import { readFile } from 'node:fs/promises'
import { promisify } from 'node:util'
import { gunzip, gzip } from 'node:zlib'
import t, { type Test } from 'tap'
import { fill, privateQueue } from '../support/queue.js'
import { sleepers, until } from '../support/until.js'

const waits = 16

/** Sixteen receive(), and four streams that read and four that write, all asleep. */
async function sleepWithAll(t: Test): Promise<void> {
  const empty = privateQueue(t)
  const full = privateQueue(t)
  fill(full)
  for (let wait = 0; wait < waits; wait++) {
    // Rejected when the queue is closed, after the test.
    empty.receive().catch(() => {})
  }
  for (let stream = 0; stream < 4; stream++) {
    const readable = empty.createReadStream().resume()
    const writable = full.createWriteStream()
    writable.write('no room', () => {})
    t.teardown(() => {
      readable.destroy()
      writable.destroy()
    })
  }
  await until('all receivers sleep', () => sleepers('msgrcv') === waits + 4)
  await until('all senders sleep', () => sleepers('msgsnd') === 4)
}

const jobs: Record<string, () => Promise<unknown>> = {
  'fs.readFile()': () => readFile(new URL(import.meta.url)),
  "dns.lookup('localhost')": () => lookup('localhost'),
  'crypto.pbkdf2()': () => promisify(pbkdf2)('secret', 'salt', 10, 32, 'sha256'),
  'zlib.gzip()': async () => promisify(gunzip)(await promisify(gzip)('text')),
}

for (const [name, job] of Object.entries(jobs)) {
  t.test(`${name} is done while ${waits} receive() and 8 streams wait`, async (t) => {
    await sleepWithAll(t)
    let done = 0
    // More than the pool has threads.
    const all = Array.from({ length: 8 }, () => job().then(() => done++))
    await until('all are done', () => done === all.length)
    await Promise.all(all)
    t.equal(sleepers('msgrcv'), waits + 4, 'and they still wait')
  })
}
