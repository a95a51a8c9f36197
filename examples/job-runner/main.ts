/**
 * The job runner: a proxy takes datagrams, puts each into a queue and answers OK or ER; worker
 * processes take them out and print them. `npm start` runs it.
 *
 * Expected:
 *   $ npm start
 *   sysvmq: UDP 127.0.0.1:9999 -> queue 0x03000111 -> 2 workers; Ctrl-C stops
 *   $ echo hello | nc -u -w1 127.0.0.1 9999     (in another terminal)
 *   OK
 * and the first one prints
 *   [Worker 0] hello
 * `kill -USR2` prints what became of the datagrams so far; so does the end.
 */
import { MessageQueue, UdpProxy, WorkerPool } from '../../lib/index.js'
import { parseOptions, usage } from './options.js'

/** What became of the datagrams. */
function report(proxy: UdpProxy): void {
  const { received, accepted, rejected, dropped, waiting, ...rest } = proxy.stats()
  const { answered, failed, kernelDropped } = rest
  console.log(
    `sysvmq: received ${received} = accepted ${accepted} + rejected ${rejected} + dropped ${dropped} + ` +
      `waiting ${waiting}; answered ${answered}, failed ${failed}; dropped by the kernel ${kernelDropped}`,
  )
}

async function run(args: string[]): Promise<void> {
  const options = parseOptions(args)
  if (options === null) {
    process.stdout.write(usage)
    return
  }
  const queue = MessageQueue.create(options.key, { mode: options.mode })
  const pool = new WorkerPool({
    script: new URL('./worker.js', import.meta.url),
    args: [`${queue.id}`],
    size: options.workers,
    // Not SIGTERM and SIGINT: the datagrams that were taken come first.
    signals: ['SIGHUP', 'SIGTTIN', 'SIGTTOU'],
  })
  pool.on('exit', ({ worker, expected, code, signal }) => {
    if (!expected) console.error(`sysvmq: worker ${worker} ended with ${signal ?? code}`)
  })
  const stopped = new Promise<void>((resolve) => {
    let signals = 0
    const stop = () => {
      if (++signals > 1) process.exit(1)
      console.log('sysvmq: stopping; what is queued stays; once more to stop at once')
      resolve()
    }
    process.on('SIGINT', stop).on('SIGTERM', stop)
  })

  const { host, port: wanted, timeout } = options
  const proxy = new UdpProxy(queue, { host, port: wanted, timeout })
  process.on('SIGUSR2', () => report(proxy))
  const { address, port } = await proxy.listening

  try {
    await pool.start()
    const key = `0x${queue.key.toString(16).padStart(8, '0')}`
    console.log(
      `sysvmq: UDP ${address}:${port} -> queue ${key} -> ${options.workers} workers; Ctrl-C stops`,
    )
    await Promise.race([stopped, proxy.finished, pool.finished])

    await proxy.stop()
  } finally {
    await pool.stop()
    await proxy.close()
    report(proxy)
  }
}

try {
  await run(process.argv.slice(2))
} catch (error) {
  console.error(error instanceof Error ? error.message : error)
  process.exitCode = 1
}
