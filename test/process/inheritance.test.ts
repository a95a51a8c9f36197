/** What a process starts while its threads wait inherits nothing of them: no signals, no messages. */
import { execFile } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { promisify } from 'node:util'
import t from 'tap'
import { privateQueue } from '../support/queue.js'
import { sleepers, until } from '../support/until.js'
import { numberOf, sendNumbered, upTo } from './numbered.js'

interface Signals {
  readonly blocked: string | undefined
  readonly ignored: string | undefined
  readonly caught: string | undefined
}

/** Of a process, as /proc tells them. */
function signals(status: string): Signals {
  const mask = (name: string) => new RegExp(`^${name}:\\s*(\\w+)$`, 'm').exec(status)?.[1]
  return { blocked: mask('SigBlk'), ignored: mask('SigIgn'), caught: mask('SigCgt') }
}

/** Of a process that does nothing but tell its own. */
async function signalsOfChild(): Promise<Signals> {
  const { stdout } = await promisify(execFile)('cat', ['/proc/self/status'])
  return signals(stdout)
}

t.test('a process that is started while streams wait has the signals of any other', async (t) => {
  const queue = privateQueue(t)
  const own = signals(readFileSync('/proc/thread-self/status', 'utf8')).blocked
  const usual = await signalsOfChild()
  const readable = queue.createReadStream().resume()
  await until('the reader sleeps', () => sleepers('msgrcv') === 1)
  t.strictSame(await signalsOfChild(), usual)
  t.equal(signals(readFileSync('/proc/thread-self/status', 'utf8')).blocked, own)

  // This installs the handler for SIGURG; exec(2) resets it.
  await new Promise((resolve) => readable.destroy().once('close', resolve))
  t.strictSame(await signalsOfChild(), usual)
})

t.test('messages go to the process that waits, not to those it has started', async (t) => {
  const queue = privateQueue(t)
  const received: number[] = []
  const readable = queue.createReadStream()
  readable.on('data', ({ data }) => received.push(numberOf(data)))
  await until('the reader sleeps', () => sleepers('msgrcv') === 1)
  // fork(2) copies one thread: the waiting one is not in the child, not even before exec(2).
  const children = Array.from({ length: 20 }, () => signalsOfChild())
  for (let number = 0; number < 100; number++) {
    sendNumbered(queue, number, number + 1)
    await until('it is received', () => received.length === number + 1)
  }
  await Promise.all(children)
  t.strictSame(received, upTo(100))
  readable.destroy()
})

t.test('a stream can be cancelled while children start', async (t) => {
  const queue = privateQueue(t)
  for (let round = 0; round < 20; round++) {
    const readable = queue.createReadStream().resume()
    await until('the reader sleeps', () => sleepers('msgrcv') === 1)
    const child = signalsOfChild()
    let closed = false
    readable.once('close', () => {
      closed = true
    })
    readable.destroy()
    await until('it is closed', () => closed, 2)
    await child
  }
  t.equal(sleepers('msgrcv'), 0)
})
