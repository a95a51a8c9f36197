/** What an 'exit' listener does with the library is done after it was closed: no crash, no hang. */
import { execFile } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import t from 'tap'
import { drain, fill, privateQueue } from '../support/queue.js'

const fixture = fileURLToPath(new URL('fixtures/exit-listener.js', import.meta.url))
const openHandles = new URL('../../lib/open-handles.js', import.meta.url)

t.test('everything can still be called in an exit listener', async (t) => {
  const queue = privateQueue(t)
  const count = fill(queue, 8192)
  const { stdout } = await promisify(execFile)(process.execPath, [fixture, `${queue.id}`], {
    timeout: 30_000,
  })
  t.equal(stdout, `used ${count}\n`)
  t.equal(drain(queue).length, count)
})

t.test('a closed stderr does not stop the process from closing the rest', async (t) => {
  const script = `
    import { closeSync } from 'node:fs'
    import { reportUnread } from '${openHandles}'
    reportUnread(3)
    closeSync(2)
    reportUnread(3)
    console.log('went on')`
  const { stdout, stderr } = await promisify(execFile)(process.execPath, [
    ...['--input-type=module', '--eval', script],
  ])
  t.equal(stdout, 'went on\n')
  t.match(stderr, /3 messages that were read ahead did not fit/)
})
