/** sysvmq proxy: the job runner. UDP into a queue, and worker processes that take it out. */
import {
  MessageQueue,
  type MessageType,
  type PoolEvent,
  UdpProxy,
  type UdpProxyStats,
  WorkerPool,
} from '../../index.js'
import { type CommonOptions, newCommand } from '../command.js'
import { exitCode } from '../exit-codes.js'
import { printJson, report } from '../print.js'
import { defaultScript } from '../proxy/default-script.js'
import { nameOf, openTarget, parseTarget, type Target, targetHelp } from '../target.js'
import { duration, integer, messageType, mode, text } from '../values.js'

interface Options extends CommonOptions {
  readonly host: string
  readonly port: number
  readonly key: Target
  readonly mode: number
  readonly type: MessageType
  readonly timeout: number
  readonly workers: number
  readonly script: string
}

async function proxy(options: Options): Promise<void> {
  const { key, mode, workers, script, json } = options
  const queue = 'id' in key ? openTarget(key) : MessageQueue.create(key.key, { mode })
  const pool = new WorkerPool({
    script,
    args: [`${queue.id}`],
    size: workers,
    // Not SIGTERM and SIGINT: the datagrams that were taken come first.
    signals: ['SIGHUP', 'SIGTTIN', 'SIGTTOU'],
    stdout: json ? process.stderr : process.stdout,
  })
  pool.on('event', (event) => tell(event, json))
  const stopped = stopSignal()
  const { host, port: wanted, type, timeout } = options
  const udp = new UdpProxy(queue, { host, port: wanted, type, timeout })
  const account = () => report(json, udp.stats(), accountOf(udp.stats()))
  process.on('SIGUSR2', account)
  const { address, port } = await udp.listening
  try {
    await pool.start()
    const listening = { listening: { address, port }, id: queue.id, key: queue.key, workers }
    const route = `UDP ${address}:${port} -> queue ${nameOf(queue)} -> ${workers} workers`
    await report(json, listening, `${route}; Ctrl-C stops`)
    await Promise.race([stopped, udp.finished, pool.finished])
    await udp.stop()
  } finally {
    await pool.stop()
    await udp.close()
    await account()
  }
}

/** What became of the datagrams, in a line. */
function accountOf({ received, answered, failed, kernelDropped, ...parts }: UdpProxyStats): string {
  const sum = Object.entries(parts).map(([name, count]) => `${name} ${count}`)
  const answers = `answered ${answered}, failed ${failed}`
  return `received ${received} = ${sum.join(' + ')}; ${answers}; dropped by the kernel ${kernelDropped}`
}

/** Resolves at the first SIGINT or SIGTERM; the second ends the process. */
function stopSignal(): Promise<void> {
  return new Promise((resolve) => {
    let signals = 0
    const stop = () => {
      if (++signals > 1) process.exit(exitCode.failed)
      process.stderr.write('sysvmq: stopping; what is queued stays; once more to stop at once\n')
      resolve()
    }
    process.on('SIGINT', stop).on('SIGTERM', stop)
  })
}

function tell(event: PoolEvent, json: boolean | undefined): void {
  if (json) void printJson(event)
  else if (event.event === 'exit' && !event.expected) {
    process.stderr.write(
      `sysvmq: worker ${event.worker} ended with ${event.signal ?? event.code}\n`,
    )
  }
}

export function make() {
  return newCommand('proxy', 'The job runner: UDP into a queue, answered, and workers behind it.')
    .option('--host <host>', 'address to listen on', text, '127.0.0.1')
    .option('--port <port>', 'UDP port; 0 picks a free one', integer(0, 65_535), 9999)
    .option('--key <KEY>', 'of the queue, which is made', parseTarget, { key: 0x3000111 })
    .option('--mode <octal>', 'permissions of a new queue', mode, 0o600)
    .option('--type <n>', 'type of the messages', messageType, 1)
    .option(
      '--timeout <time>',
      'a datagram that finds no room in it is answered ER',
      duration,
      1000,
    )
    .option('--workers <n>', 'worker processes', integer(0, 1024), 2)
    .option(
      '--script <file>',
      'the module that each worker runs; default: prints',
      text,
      defaultScript,
    )
    .addHelpText(
      'after',
      `
${targetHelp}
Each datagram is answered OK\\n once the queue has it, or ER\\n. A worker that dies is started again.
A script calls poolWorker() of this package; its first argument is the id of the queue. SIGINT and
SIGTERM stop in order, exit code 0, or 5 where the queue stays full for 5 s; SIGHUP reloads the workers,
SIGTTIN and SIGTTOU add and take one, SIGUSR2 prints what became of the datagrams.

Examples:
  sysvmq proxy --port 9999 --key 0x3000111 --workers 2
  sysvmq proxy --script worker.js --json 2> worker.log
  echo hello | nc -u -w1 127.0.0.1 9999`,
    )
    .action(proxy)
}
