/** A Readable that waits costs nothing, and decides with ref() and unref() whether the process stays. */
import { readdirSync, readFileSync } from 'node:fs'
import { setTimeout as sleep } from 'node:timers/promises'
import { isDeepStrictEqual } from 'node:util'
import t from 'tap'
import { privateQueue } from '../support/queue.js'
import { Child } from './child.js'
import { sendNumbered } from './numbered.js'
import { asleep } from './states.js'

/** What each thread of the process has used: clock ticks of CPU, and how often it went to sleep. */
function usage(pid: number): Record<string, { ticks: number; sleeps: string | undefined }> {
  const directory = `/proc/${pid}/task`
  const threads = readdirSync(directory).map((thread) => {
    // Behind the name, which may have any characters: utime and stime are the 14th and 15th field.
    const fields = readFileSync(`${directory}/${thread}/stat`, 'utf8')
      .split(') ')
      .at(-1)
      ?.split(' ')
    const status = readFileSync(`${directory}/${thread}/status`, 'utf8')
    return [
      thread,
      {
        ticks: Number(fields?.[11]) + Number(fields?.[12]),
        sleeps: /^voluntary_ctxt_switches:\s*(\d+)/m.exec(status)?.[1],
      },
    ]
  })
  return Object.fromEntries(threads)
}

t.test('an idle Readable uses no CPU: no thread of the process even wakes up', async (t) => {
  const queue = privateQueue(t)
  const child = new Child(t, 'idle', [queue.id])
  await asleep('msgrcv', child)
  // Node itself may have things to do after its start: then one of the next seconds is without any.
  let idle = false
  for (let attempt = 0; attempt < 10 && !idle; attempt++) {
    const before = usage(child.pid)
    await sleep(1500)
    const after = usage(child.pid)
    idle = isDeepStrictEqual(after, before)
    if (!idle) t.comment(before, after)
  }
  t.ok(idle, 'the same ticks, and the same sleep, of each thread')
  await asleep('msgrcv', child)
  sendNumbered(queue, 0, 1)
  t.equal(await child.says('consumed'), '0', 'and it is awake when a message comes')
})

t.test('a Readable that waits keeps the process alive', async (t) => {
  const queue = privateQueue(t)
  const child = new Child(t, 'idle', [queue.id])
  await asleep('msgrcv', child)
  child.hangUp()
  await child.says('alone')
  sendNumbered(queue, 0, 3)
  await child.says('consumed 2')
  t.strictSame(child.numbers('consumed'), [0, 1, 2])
  t.notOk(child.over)
})

t.test('unref() lets the process end', async (t) => {
  const queue = privateQueue(t)
  const child = new Child(t, 'idle', [queue.id])
  await asleep('msgrcv', child)
  child.tell('unref')
  await child.says('unref')
  child.hangUp()
  t.match(await child.ends(), { code: 0, signal: null })
})

t.test('ref() after unref() keeps it', async (t) => {
  const queue = privateQueue(t)
  const child = new Child(t, 'idle', [queue.id])
  await asleep('msgrcv', child)
  child.tell('unref')
  child.tell('ref')
  await child.says('ref')
  child.hangUp()
  await child.says('alone')
  sendNumbered(queue, 0, 3)
  await child.says('consumed 2')
  t.notOk(child.over)
})

t.test('unref() before it waits holds for the wait', async (t) => {
  const queue = privateQueue(t)
  sendNumbered(queue, 0, 1)
  const child = new Child(t, 'idle', [queue.id])
  child.tell('unref')
  child.hangUp()
  t.match(await child.ends(20), { code: 0, signal: null })
  t.strictSame(child.numbers('consumed'), [0])
})
