/** Messages that were taken and not delivered: back into the queue, or into a file, never nowhere. */

import { writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import type { Message, MessageQueue } from '../index.js'
import { DumpEncoder } from './dump-format.js'
import { nameOf } from './target.js'
import { plural } from './units.js'

/** How long a full queue is asked again, in ms. */
const patience = 1000

/** Puts them at the end of the queue, in order. What it does not take is in a file that stderr names. */
export async function giveBack(queue: MessageQueue, messages: readonly Message[]): Promise<void> {
  const left = await sendAll(queue, messages)
  if (left.length === 0) return
  const encoder = new DumpEncoder()
  const parts = [encoder.header(), ...left.map((one) => encoder.record(one)), encoder.trailer()]
  const file = join(tmpdir(), `sysvmq-${queue.id}-${process.pid}-${Date.now()}.dump`)
  writeFileSync(file, Buffer.concat(parts), { mode: 0o600, flag: 'wx' })
  const command = `sysvmq load ${nameOf(queue)} --file ${file}`
  process.stderr.write(
    `sysvmq: ${plural(left.length, 'message')} did not fit back into the queue; \`${command}\` puts them there\n`,
  )
}

async function sendAll(queue: MessageQueue, messages: readonly Message[]): Promise<Message[]> {
  const left = [...messages]
  const deadline = Date.now() + patience
  try {
    for (let next = left[0]; next; next = left[0]) {
      if (queue.trySend(next.data, next.type)) left.shift()
      else if (Date.now() > deadline) break
      else await sleep(10)
    }
  } catch {
    // The queue is gone or not ours to write; the caller's own error says so.
  }
  return left
}
