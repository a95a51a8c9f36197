import { constants } from 'node:os'
import t from 'tap'
import type { Message } from '../../lib/index.js'
import { receiveIntoPool } from '../../lib/receive-pool.js'
import { writeEntry } from '../../lib/table.js'

const { E2BIG, ENOMSG } = constants.errno

/** What the addon does when a message of `size` bytes waits. */
function take(size: number) {
  return (pool: Uint8Array, offset: number, table: Int32Array): number => {
    if (pool.length - offset - 8 < size) return -E2BIG
    pool.fill(size, offset + 8, offset + 8 + size)
    writeEntry(table, 0, offset + 8, size, 1)
    return size
  }
}

t.test('the pool grows until the message fits, and small ones share it', async (t) => {
  const small = receiveIntoPool(take(10)) as Message
  const next = receiveIntoPool(take(10)) as Message
  t.equal(small.data.buffer, next.data.buffer)
  for (const size of [60_000, 200_000, 1_000_000, 5]) {
    const { data } = receiveIntoPool(take(size)) as Message
    t.ok(data.length === size && data.every((byte) => byte === size % 256), `${size} bytes`)
  }
  t.same(small.data, Buffer.alloc(10, 10), 'those before are as they were')
})

t.test('any other errno is returned', async (t) => {
  t.equal(
    receiveIntoPool(() => -ENOMSG),
    -ENOMSG,
  )
})
