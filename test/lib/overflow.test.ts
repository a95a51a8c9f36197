import t from 'tap'
import { privateQueue } from '../support/queue.js'

t.test('bad options are refused before anything is opened', async (t) => {
  const queue = privateQueue(t)
  for (const options of [
    { overflow: 'drop' },
    { timeout: -1 },
    { timeout: 2 ** 31 },
    { overflow: 'reject', timeout: 1 },
  ]) {
    t.throws(() => queue.createWriteStream(options as object), { code: 'ERR_INVALID_ARG_VALUE' })
  }
  for (const options of [{ overflow: 1 }, { timeout: '1' }]) {
    t.throws(() => queue.createWriteStream(options as object), { code: 'ERR_INVALID_ARG_TYPE' })
  }
  queue.createWriteStream({ overflow: 'reject', timeout: Number.POSITIVE_INFINITY }).destroy()
})
