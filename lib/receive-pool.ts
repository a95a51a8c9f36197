/** Memory that single messages are received into; many small ones share one block, as Node's own pool. */
import { constants } from 'node:os'
import { markAsUntransferable } from 'node:worker_threads'
import type { Message } from './message.js'
import { makeTable, readText, readType } from './table.js'

const blockSize = 64 * 1024
const alignment = 8
const table = makeTable(1)

let block = allocate(blockSize)
let used = 0

function allocate(size: number): Buffer {
  const memory = Buffer.allocUnsafeSlow(size)
  // A message that is moved to another thread must not take its neighbours along.
  markAsUntransferable(memory.buffer)
  return memory
}

/**
 * Calls `take` with memory until the message fits: E2BIG leaves it in the queue.
 *
 * @returns the message, or a negative errno
 */
export function receiveIntoPool(
  take: (pool: Uint8Array, offset: number, table: Int32Array) => number,
): Message | number {
  for (;;) {
    const result = take(block, used, table)
    if (result >= 0) {
      const type = readType(table, 0)
      const data = readText(table, 0, block.buffer as ArrayBuffer)
      const end = data.byteOffset + result
      used = Math.ceil(end / alignment) * alignment
      return { type, data }
    }
    if (result !== -constants.errno.E2BIG) return result
    block = allocate(used === 0 ? block.length * 2 : blockSize)
    used = 0
  }
}
