/** The signal handler outlives the worker thread that brought it: a late signal must find it. */
import t from 'tap'
import { privateQueue } from '../support/queue.js'
import { Child } from './child.js'

for (const rounds of [1, 5]) {
  await t.test(`SIGURG after ${rounds} workers with the addon have gone: no crash`, async (t) => {
    const queue = privateQueue(t)
    const child = new Child(t, 'addon-in-worker', [queue.id, rounds])
    await child.says('terminated')
    child.kill('SIGURG')
    child.hangUp()
    t.match(await child.ends(), { code: 0, signal: null }, child.complaints)
  })
}
