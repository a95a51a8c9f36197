/** A queue that is removed wakes those who wait on it in other processes, and lets them end. */
import { execFileSync } from 'node:child_process'
import t from 'tap'
import type { MessageQueue } from '../../lib/index.js'
import { fill, privateQueue } from '../support/queue.js'
import { Child } from './child.js'
import { asleep } from './states.js'

const waits = [
  { wait: 'a read stream', syscall: 'msgrcv' },
  { wait: 'receive()', syscall: 'msgrcv' },
  { wait: 'a write stream', syscall: 'msgsnd' },
  { wait: 'send()', syscall: 'msgsnd' },
] as const

const removals: Record<string, (queue: MessageQueue) => unknown> = {
  'queue.remove()': (queue) => queue.remove(),
  ipcrm: (queue) => execFileSync('ipcrm', ['-q', String(queue.id)]),
}

for (const [removal, remove] of Object.entries(removals)) {
  for (const { wait, syscall } of waits) {
    t.test(`${removal} while ${wait} of another process waits: EIDRM, and it ends`, async (t) => {
      const queue = privateQueue(t)
      if (syscall === 'msgsnd') fill(queue)
      const child = new Child(t, 'waiting', [wait, queue.id])
      await asleep(syscall, child)
      await remove(queue)
      t.match(await child.ends(), { code: 0, signal: null }, child.complaints)
      t.strictSame(child.lines, [`failed EIDRM ${syscall}`])
    })
  }
}
