import { constants } from 'node:os'
import t from 'tap'
import type { NativeSender } from '../../lib/native.js'
import { Staging } from '../../lib/staging.js'
import { makeTable } from '../../lib/table.js'
import { sendError } from '../../lib/too-big.js'

const { EMSGSIZE, ENOMEM } = constants.errno

/** Memory as the addon gives it, or none. */
function staging(memory: (size: number) => ArrayBuffer | number): Staging {
  const native: Partial<NativeSender> = { staging: memory }
  // Nothing else of it is used.
  return new Staging({ id: 1 }, native as NativeSender, makeTable(4), 4)
}

t.test('texts lie one behind the other, each with a gap for its type', async (t) => {
  const memory = new ArrayBuffer(64 * 1024)
  const staged = staging(() => memory)
  t.equal(staged.add('grüße', 1), true)
  t.equal(staged.add(Buffer.from('ab'), 2), true)
  t.same([staged.count, staged.size(0), staged.size(1)], [2, 7, 2])
  t.equal(Buffer.from(memory, 8, 7).toString(), 'grüße')
  t.equal(Buffer.from(memory, 24, 2).toString(), 'ab')
})

t.test('no memory for a message is an error of the message', async (t) => {
  t.throws(() => staging(() => -ENOMEM).add('x', 1), { code: 'ENOMEM', syscall: 'msgsnd', id: 1 })
})

t.test('a message that was too big for a queue that is gone by now is EIDRM', async (t) => {
  t.match(sendError(EMSGSIZE, 10, { id: 2 ** 31 - 1 }), { code: 'EIDRM', syscall: 'msgsnd' })
})
