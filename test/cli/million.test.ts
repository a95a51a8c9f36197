import t from 'tap'
import { privateQueue } from '../support/queue.js'
import { shell } from './run.js'

t.test('a million lines through send and receive: all there, in order', async (t) => {
  const key = `id:${privateQueue(t).id}`
  const count = 1_000_000
  const [sent, received, expected] = await Promise.all([
    shell(t, `seq 1 ${count} | sysvmq send ${key}`),
    shell(t, `sysvmq receive ${key} --count ${count} | cksum`),
    shell(t, `seq 1 ${count} | cksum`),
  ])
  t.same(sent, { code: 0, stdout: '', stderr: '' })
  t.same(received, expected)
})
