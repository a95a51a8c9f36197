/** Directories for ledgers: each test its own, and what lies in the files, byte for byte. */
import { once } from 'node:events'
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import type {
  AcknowledgedMessage,
  AcknowledgedReadable,
  AcknowledgedReadableOptions,
} from '../../lib/index.js'
import { privateQueue } from './queue.js'

/** What this needs of a tap test. */
interface Test {
  teardown(end: () => unknown): void
}

/** On tmpfs, gone with the test. */
export function ledgerDirectory(t: Test): string {
  const path = mkdtempSync('/dev/shm/sysvmq-test-')
  t.teardown(() => rmSync(path, { recursive: true, force: true }))
  return path
}

/** A queue with these texts, and what reads it acknowledged, as often as it is asked to. */
export function ledgerQueue(t: Test, ...sent: (string | Uint8Array)[]) {
  const queue = privateQueue(t)
  const directory = ledgerDirectory(t)
  for (const text of sent) queue.trySend(text)
  const read = (options: Omit<AcknowledgedReadableOptions, 'acknowledge'> = {}) => {
    const stream = queue.createReadStream({
      ledgerDirectory: directory,
      acknowledge: true,
      ...options,
    })
    t.teardown(() => stream.destroy())
    return stream
  }
  return { queue, directory, read }
}

export function ledgers(directory: string): string[] {
  return readdirSync(directory).map((name) => `${directory}/${name}`)
}

/** The path of the only ledger. */
export function onlyLedger(directory: string): string {
  const [path, ...others] = ledgers(directory)
  if (path === undefined || others.length > 0) throw new Error(`${others.length + 1} ledgers`)
  return path
}

/** Takes this many, in the order delivered; the stream goes on. */
export async function take(
  stream: AcknowledgedReadable,
  count: number,
): Promise<AcknowledgedMessage[]> {
  const taken: AcknowledgedMessage[] = []
  while (taken.length < count) {
    const message: AcknowledgedMessage | null = stream.read()
    if (message) taken.push(message)
    else await once(stream, 'readable')
  }
  return taken
}

export const texts = (messages: readonly { data: Buffer }[]) =>
  messages.map(({ data }) => data.toString())

/** Where things are in the file of a ledger; see cpp/core/ledger/format.hpp. */
function layout(file: Buffer) {
  const slots = file.readUInt32LE(16)
  const capacity = file.readUInt32LE(20)
  const lines = (bytes: number) => Math.ceil(bytes / 64) * 64
  return (slot: number) => 4096 + lines(8 * slots) + slot * lines(40 + capacity)
}

/** Makes the ledger one whose owner was killed in msgrcv: the length of this message is not known. */
export function forgetLength(path: string, slot = 0): void {
  changeSlot(path, slot, (record) => record.writeUInt32LE(0xffffffff, 24))
}

/** Changes a slot: at 24 the length, at 32 the mtype, at 40 the text. */
export function changeSlot(path: string, slot: number, change: (record: Buffer) => void): void {
  const file = readFileSync(path)
  change(file.subarray(layout(file)(slot)))
  writeFileSync(path, file)
}
