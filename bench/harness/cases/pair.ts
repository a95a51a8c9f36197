/** A sender and its readers on a fresh queue, and the check that every message came. */
import type { Implementation } from '../implementation.js'
import { type ReceiverReport, reportsOf } from '../report.js'
import type { Stage } from '../stage.js'

export interface PairOptions {
  size: number
  count: number
  readers?: number
  /** msg_qbytes of the queue, where it isn't the default. */
  maxBytes?: number | undefined
  /** The sender's command, where it isn't the implementation's own. */
  sender?: readonly string[]
  env?: Readonly<Record<string, string>>
}

/** What a program of the implementation takes as KEY. */
export async function endpoint(
  implementation: Implementation,
  stage: Stage,
  maxBytes?: number,
): Promise<string> {
  if (implementation.transport === 'queue') return stage.queue(maxBytes)
  return `ipc://${await stage.path('socket')}`
}

export async function runPair(
  implementation: Implementation,
  stage: Stage,
  options: PairOptions,
): Promise<ReceiverReport[]> {
  const { size, count, readers = 1, env = {} } = options
  const key = await endpoint(implementation, stage, options.maxBytes)
  const { receive, send = [] } = implementation.commands
  // Without a command of their own, the sender starts its readers.
  const receivers = Array.from({ length: receive === undefined ? 0 : readers }, () =>
    stage.start([...(receive ?? []), key], { env }),
  )
  await Promise.all(receivers.map((receiver) => receiver.ready()))
  const sender = stage.start(
    [...(options.sender ?? send), key, String(size), String(count), String(readers)],
    { env },
  )
  await Promise.all([...receivers, sender].map((program) => program.finished))

  const reports = reportsOf(stage.programs, 'receiver')
  const messages = sum(reports, (report) => report.messages)
  const bytes = sum(reports, (report) => report.bytes)
  if (reports.length !== readers || messages !== count || bytes !== count * size) {
    throw new Error(
      `${messages} messages of ${bytes} bytes came to ${reports.length} readers; ` +
        `${count} of ${count * size} bytes were sent to ${readers}`,
    )
  }
  return reports
}

/** From the first message that any reader took to the last. */
export function messagesPerSecond(reports: readonly ReceiverReport[]): number {
  const busy = reports.filter((report) => report.messages > 0)
  const first = Math.min(...busy.map((report) => report.first))
  const last = Math.max(...busy.map((report) => report.last))
  return (sum(reports, (report) => report.messages) / (last - first)) * 1e9
}

function sum<T>(items: readonly T[], value: (item: T) => number): number {
  return items.reduce((total, item) => total + value(item), 0)
}
