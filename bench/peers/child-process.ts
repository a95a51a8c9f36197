/** The channel of child_process: fork() and process.send() with its default JSON and with strings,
 * which is faster than the 'advanced' serialization of Buffers. */
import { type ChildProcess, fork } from 'node:child_process'
import { once } from 'node:events'
import { setTimeout } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { runProgram } from '../ours/main.js'
import { now, report, Tally } from '../ours/tally.js'

const end = 'x'

/** A child that says by its first message that it listens. */
async function start(role: 'receive' | 'echo'): Promise<ChildProcess> {
  const child = fork(fileURLToPath(import.meta.url), [role])
  await once(child, 'message')
  return child
}

/** Resolves at once while the channel takes more, else when the message is written. */
async function send(child: ChildProcess, data: string): Promise<void> {
  let written = (): void => {}
  const waiting = new Promise<void>((resolve) => {
    written = resolve
  })
  if (!child.send(data, () => written())) await waiting
}

function onMessage(listener: (data: string) => void): void {
  process.on('message', (data) => listener(data as string))
  process.send?.('listening')
}

await runProgram({
  async receive() {
    const tally = new Tally()
    onMessage((data) => {
      if (!tally.add(data.length)) process.disconnect()
    })
  },

  async send(_key, size, count, readers) {
    const children = await Promise.all(Array.from({ length: readers }, () => start('receive')))
    const payload = 'x'.repeat(size)
    for (let sent = 0; sent < count; sent++) {
      await send(children[sent % readers] as ChildProcess, payload)
    }
    const exits = children.map((child) => once(child, 'exit'))
    for (const child of children) child.send(end)
    await Promise.all(exits)
  },

  async echo() {
    onMessage((data) => {
      process.send?.(data)
    })
  },

  async ask(_requests, _replies, size, rounds, pause, warmUp) {
    const child = await start('echo')
    const payload = 'x'.repeat(size)
    const samples: number[] = []
    for (let round = 0; round < rounds; round++) {
      if (round >= warmUp) await setTimeout(pause)
      const start = now()
      child.send(payload)
      await once(child, 'message')
      samples.push(now() - start)
    }
    child.disconnect()
    report({ role: 'asker', samples })
  },
})
