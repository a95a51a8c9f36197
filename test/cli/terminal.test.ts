import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import t from 'tap'
import { fill, keyedQueue, privateQueue } from '../support/queue.js'
import { until } from '../support/until.js'
import { noTerminal, Terminal } from './terminal.js'

function hex(key: number): string {
  return `0x${key.toString(16).padStart(8, '0')}`
}

t.test('a table fits the terminal', { skip: noTerminal }, async (t) => {
  const queue = keyedQueue(t)
  fill(queue)
  const wide = new Terminal(t, `sysvmq list ${queue.key}`, { columns: 120 })
  t.match(await wide.shows('ended with 0'), 'RECEIVED BY')
  const narrow = new Terminal(t, `sysvmq list ${queue.key}`, { columns: 50 })
  const screen = await narrow.shows('ended with 0')
  t.match(screen, hex(queue.key))
  t.notMatch(screen, 'RECEIVED BY')
  t.match(screen.trimEnd().split('\n').length, 3, 'no line is broken')
  const tiny = new Terminal(t, `sysvmq peek ${queue.key} --limit 1`, { columns: 30 })
  t.match(await tiny.shows('ended with 0'), '…')
})

t.test('colours are for a terminal, and not with NO_COLOR', { skip: noTerminal }, async (t) => {
  const queue = keyedQueue(t)
  fill(queue)
  const line = `sysvmq list ${queue.key}`
  const coloured = new Terminal(t, line)
  await coloured.shows('ended with 0')
  t.match(coloured.screen(true), '\x1b[31m')
  for (const env of ['NO_COLOR=1', 'TERM=dumb']) {
    const plain = new Terminal(t, line, { env })
    await plain.shows('ended with 0')
    t.notMatch(plain.screen(true), '\x1b[', env)
  }
})

t.test('remove asks where messages wait', { skip: noTerminal }, async (t) => {
  const queue = keyedQueue(t)
  fill(queue)
  for (const [keys, code] of [
    [['n', 'Enter'], 7],
    [['Enter'], 7],
    [['C-d'], 7],
    [['C-c'], 7],
    [['y', 'Enter'], 0],
  ] as const) {
    const terminal = new Terminal(t, `sysvmq remove ${queue.key}`)
    await terminal.shows(/messages? in 0x\w+ will be lost. Remove\? \[y\/N\]/)
    terminal.keys(...keys)
    await terminal.shows(`ended with ${code}`)
    if (code !== 0) t.ok(queue.stat().messages > 0, `${keys}`)
  }
  t.throws(() => queue.stat(), { code: 'EIDRM' })
})

t.test('long work shows how far it is, and clears that', { skip: noTerminal }, async (t) => {
  const queue = privateQueue(t, { maxBytes: 1000 })
  const file = join(t.testdir(), 'lines')
  writeFileSync(file, `${'x'.repeat(99)}\n`.repeat(2000))
  const terminal = new Terminal(t, `sysvmq send id:${queue.id} < ${file}`)
  let screen = ''
  await until('a bar', () => {
    queue.tryReceive()
    screen = terminal.screen()
    return / [1-9]\d?%/.test(screen)
  })
  t.match(screen, /^send ▕[█▏▎▍▌▋▊▉ ]{20}▏ \d+% \d+ messages, \d+\/s\n/)
  await until('it has ended', () => {
    while (queue.tryReceive() !== null);
    return terminal.screen().includes('ended with')
  })
  t.equal(terminal.screen().trim(), 'ended with 0')
})

t.test('of input without a known size it shows the number', { skip: noTerminal }, async (t) => {
  const [from, to] = [privateQueue(t), privateQueue(t, { maxBytes: 100 })]
  const terminal = new Terminal(t, `sysvmq move id:${from.id} id:${to.id} --follow`)
  await until('the number', () => {
    from.trySend('x')
    to.tryReceive()
    return /^move \d+ messages?, \d+\/s/.test(terminal.screen())
  })
  terminal.keys('C-c')
  await terminal.shows('ended with 130')
})

t.test('a dump is not for a terminal', { skip: noTerminal }, async (t) => {
  const queue = privateQueue(t)
  queue.trySend('kept')
  const terminal = new Terminal(t, `sysvmq dump id:${queue.id}`)
  t.match(await terminal.shows('ended with 2'), 'redirect it')
  t.equal(queue.stat().messages, 1)
})
