/** Messages a second from one process to another, and to several readers. */
import type { Case } from '../case.js'
import type { Implementation } from '../implementation.js'
import { largeQueue, largeQueueProblem } from '../large-queue.js'
import { defaultQueue } from '../stage.js'
import { messagesPerSecond, runPair } from './pair.js'

/**
 * How many messages are about two seconds for the C program: in less, what V8 spends once on compiling
 * would be counted as the price of a message.
 */
const counts = new Map([
  [16, 2_000_000],
  [100, 2_000_000],
  [1024, 1_200_000],
  [8000, 400_000],
])

/** The large queue is a question to the queue alone; these answer it. */
const largeQueueImplementations = ['c', 'streams', 'streams-ack', 'calls', 'php']

export const throughputCases: readonly Case[] = [...counts].flatMap(([size, count]) => [
  throughput(`throughput-${size}`, size, count),
  throughput(`throughput-${size}-large`, size, count, largeQueue),
])

function throughput(name: string, size: number, count: number, maxBytes?: number): Case {
  return {
    name,
    title: `${size}-byte messages from one process to another, a queue of ${(maxBytes ?? defaultQueue) / 1024} KiB`,
    unit: 'messages/s',
    ...(maxBytes === undefined ? {} : { impossible: largeQueueProblem }),
    excludes: (implementation) =>
      excludesSize(implementation, size) ??
      (maxBytes === undefined ? undefined : excludesLargeQueue(implementation)),
    async measure(implementation, stage, settings) {
      const reports = await runPair(implementation, stage, {
        size,
        count: Math.ceil((settings.messages ?? count) * implementation.pace),
        maxBytes,
      })
      return { value: messagesPerSecond(reports) }
    },
  }
}

function excludesSize({ maxSize = Number.POSITIVE_INFINITY }: Implementation, size: number) {
  return size > maxSize ? `receives at most ${maxSize} bytes` : undefined
}

function excludesLargeQueue({ name, transport }: Implementation): string | undefined {
  if (transport !== 'queue') return 'has no queue of the kernel'
  return largeQueueImplementations.includes(name) ? undefined : 'measured with 16 KiB only'
}

/** The scheduler takes seconds to give each reader as much of the processors. */
const readersCount = 3_000_000

export const readersCases: readonly Case[] = [2, 4].map((readers) => ({
  name: `readers-${readers}`,
  title: `100-byte messages from one process to ${readers} readers`,
  unit: 'messages/s',
  excludes: () => undefined,
  async measure(implementation, stage, settings) {
    const count = Math.ceil((settings.messages ?? readersCount) * implementation.pace)
    const reports = await runPair(implementation, stage, { size: 100, count, readers })
    const shares = reports.map((report) => (report.messages / count) * 100)
    return {
      value: messagesPerSecond(reports),
      details: { 'smallest share %': Math.min(...shares), 'largest share %': Math.max(...shares) },
    }
  },
}))
