/** A process that may open no more files: an error that says so, and no message lost. */
import { execFile } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import t from 'tap'
import { ledgerDirectory } from '../support/ledgers.js'
import { drain, privateQueue } from '../support/queue.js'

const fixture = fileURLToPath(new URL('fixtures/no-files.js', import.meta.url))

t.test('acknowledged reading without file descriptors', async (t) => {
  const queue = privateQueue(t)
  queue.trySend('waits')
  const child = promisify(execFile)(
    'sh',
    [
      '-c',
      'ulimit -n 64; exec "$@"',
      'sh',
      process.execPath,
      fixture,
      `${queue.id}`,
      ledgerDirectory(t),
    ],
    { timeout: 30_000 },
  )
  const { stdout } = await child
  t.same(stdout.trim().split('\n').toSorted(), ['adopting EMFILE readdir', 'making EMFILE open'])
  t.same(drain(queue), ['waits'])
})
