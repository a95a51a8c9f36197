/** The whole job with sysvmq: each datagram goes into the queue and is acknowledged once the kernel
 * has it; two worker processes take them out and print them. */
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { pipeline } from 'node:stream/promises'
import { type Datagram, UdpSource } from '../../lib/udp/index.js'
import { nodeProgram } from '../harness/paths.js'
import { openQueue } from './queue.js'
import { end } from './tally.js'

const [, , key = '', port = ''] = process.argv
const [file = '', ...args] = nodeProgram('ours/worker')
const workers = [1, 2].map((number) =>
  spawn(file, [...args, key, String(number)], { stdio: 'inherit' }),
)
const exits = workers.map((worker) => once(worker, 'exit'))

const queue = openQueue(key)
const source = new UdpSource({ port: Number(port) })
const sink = queue.createWriteStream<Datagram>()
source.on('dropped', (datagram) => datagram.reply('ER\n'))
sink.on('sent', (datagram) => datagram.reply('OK\n'))
process.once('SIGTERM', () => source.stop())
await pipeline(source, sink)
source.destroy()

for (const _ of workers) await queue.send(end)
const codes = await Promise.all(exits)
process.exitCode = codes.every(([code]) => code === 0) ? 0 : 1
