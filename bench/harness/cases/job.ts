/** The whole job: datagrams acknowledged, queued, taken by two workers and printed. */
import { createSocket } from 'node:dgram'
import { once } from 'node:events'
import { createReadStream } from 'node:fs'
import { open } from 'node:fs/promises'
import type { Case } from '../case.js'
import { cProgram } from '../paths.js'
import { reportOf } from '../report.js'

const size = 100
const warmUpSeconds = 1

export const jobCases: readonly Case[] = [32, 128, 512].map((window) => ({
  name: `job-${window}`,
  title: `datagrams acknowledged by UDP proxy, queue and two printing workers, ${window} clients`,
  unit: 'datagrams/s',
  excludes: ({ commands }) => (commands.job === undefined ? 'has no such program here' : undefined),
  async measure(implementation, stage, settings) {
    const key = await stage.queue()
    const port = await freePort()
    const printed = await stage.path('printed')
    await using output = await open(printed, 'w')
    const { job: command = [] } = implementation.commands
    const job = stage.start([...command, key, String(port)], { output: output.fd })
    const args = [port, window, size, warmUpSeconds, settings.seconds].map(String)
    const load = stage.start([cProgram('udp_load'), ...args])
    await Promise.race([load.finished, job.finished])
    await job.end()

    const report = reportOf(stage.programs, 'load')
    const lines = await countLines(printed)
    if (lines < report.total) {
      throw new Error(`${report.total} datagrams were acknowledged, ${lines} lines were printed`)
    }
    return {
      value: (report.answered / report.nanoseconds) * 1e9,
      details: { dropped: report.dropped, refused: report.refused, missing: report.missing },
    }
  },
}))

/** A port that nobody has at the moment. */
async function freePort(): Promise<number> {
  const socket = createSocket('udp4')
  socket.bind(0, '127.0.0.1')
  await once(socket, 'listening')
  const { port } = socket.address()
  socket.close()
  return port
}

async function countLines(path: string): Promise<number> {
  let lines = 0
  for await (const chunk of createReadStream(path) as AsyncIterable<Buffer>) {
    for (let at = chunk.indexOf(10); at !== -1; at = chunk.indexOf(10, at + 1)) lines++
  }
  return lines
}
