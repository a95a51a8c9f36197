/** The worker of `sysvmq proxy` without --script: prints each message as a line. Argument: msqid. */
import { MessageQueue, poolWorker } from '../../index.js'

const queue = MessageQueue.attach(Number(process.argv[2]))

await poolWorker().handle(queue, ({ data }) => {
  const line = `${data.toString().replace(/\r?\n$/, '')}\n`
  return new Promise((resolve) => process.stdout.write(line, resolve))
})
