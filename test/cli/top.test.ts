import { readdirSync, readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import t from 'tap'
import { fill, keyedQueue, privateQueue } from '../support/queue.js'
import { sleepers, until } from '../support/until.js'
import { cli, lines, startCli } from './run.js'
import { noTerminal, Terminal } from './terminal.js'

const skip = { skip: noTerminal }

function hex(key: number): string {
  return `0x${key.toString(16).padStart(8, '0')}`
}

t.test('top shows depth, rates, history and who is blocked', skip, async (t) => {
  const queue = keyedQueue(t, { maxBytes: 1000 })
  const empty = privateQueue(t)
  fill(queue, 100)
  const sender = startCli(t, ['send', queue.key, 'x'.repeat(100)])
  const receiver = startCli(t, ['receive', `id:${empty.id}`, '--follow'])
  const second = startCli(t, ['receive', `id:${empty.id}`, '--follow'])
  const asleep = () =>
    sleepers('msgsnd', sender.child.pid) === 1 &&
    [receiver, second].every(({ child }) => sleepers('msgrcv', child.pid) === 1)
  await until('all wait', asleep)
  const terminal = new Terminal(t, 'echo before; sysvmq top --interval 0.2', { columns: 130 })
  const full = new RegExp(
    `${hex(queue.key)} +${queue.id} +\\w+ +10 +1000 +█{10} 100% +0 +0 +█+ +→ ${sender.child.pid} `,
  )
  const screen = await terminal.shows(full)
  t.match(screen, /^sysvmq top {2}\d+ queues? of \d+, \d+ messages?, /)
  t.match(screen, /KEY +ID +OWNER +MESSAGES +BYTES +DEPTH +IN≥\/s +OUT≥\/s +HISTORY +BLOCKED/)
  t.match(
    screen,
    new RegExp(`id:${empty.id} .* ← (${receiver.child.pid}|${second.child.pid}) .+\\+1`),
  )
  t.match(screen, 'q quit')
  t.notMatch(screen, 'before')

  let count = 0
  await until('rates', () => {
    empty.trySend(`${count++}`)
    return new RegExp(`id:${empty.id} .*% +[1-9]\\d* +[1-9]`).test(terminal.screen())
  })
  terminal.keys('q')
  t.match(await terminal.shows('ended with 0'), /^before\nended with 0/, 'the screen is as it was')
})

t.test('top sorts, filters and follows the size of the terminal', skip, async (t) => {
  const [a, b] = [keyedQueue(t), keyedQueue(t)]
  a.trySend('x')
  fill(b)
  for (let n = 0; n < 4; n++) b.tryReceive()
  const terminal = new Terminal(t, 'sysvmq top --interval 0.1', { columns: 130, rows: 30 })
  let screen = await terminal.shows(hex(a.key))
  t.ok(screen.indexOf(hex(b.key)) < screen.indexOf(hex(a.key)), 'the fullest first')
  for (const name of ['messages', 'in', 'out', 'blocked', 'key', 'id', 'used', 'messages']) {
    terminal.keys('s')
    await terminal.shows(`sort ${name}`)
  }
  terminal.keys('/')
  await terminal.shows('filter: ▏')
  terminal.keys(...hex(a.key), 'x', 'BSpace')
  await terminal.shows(`filter: ${hex(a.key)}▏`)
  terminal.keys('Enter')
  screen = await terminal.shows(`filter "${hex(a.key)}"`)
  t.notMatch(screen, hex(b.key))
  terminal.keys('z')
  terminal.resize(60, 10)
  await until('it is narrow', () => {
    screen = terminal.screen()
    return screen.includes(hex(a.key)) && !screen.includes('HISTORY')
  })
  terminal.keys('/', ...Array<string>(12).fill('BSpace'), 'Escape')
  terminal.resize(60, 4)
  await terminal.shows(/\d+ more/)
  terminal.keys('q')
  await terminal.shows('ended with 0')
})

/** The process that runs top, and was started by this test. */
function topProcess(mark: string): number {
  const [pid] = readdirSync('/proc').filter((pid) => {
    try {
      const command = readFileSync(`/proc/${pid}/cmdline`, 'utf8').split('\0')
      return command[2] === 'top' && command.includes(mark)
    } catch {
      return false
    }
  })
  return Number(pid)
}

t.test('top leaves the terminal as it was, however it ends', skip, async (t) => {
  const queue = keyedQueue(t)
  const check = async (end: (terminal: Terminal) => void, code: number, env = '') => {
    const line = `echo before; sysvmq top --filter ${hex(queue.key)}; code=$?
      stty -a | grep -o -- '-\\?icanon'; (exit $code)`
    const terminal = new Terminal(t, line, { env })
    await terminal.shows('q quit')
    end(terminal)
    t.match(
      await terminal.shows('ended with'),
      new RegExp(`^before\n.*icanon\nended with ${code}\n`, 's'),
    )
    t.notMatch(terminal.screen(), '-icanon', 'no longer raw')
  }
  await check((terminal) => terminal.keys('C-c'), 130)
  await check(() => process.kill(topProcess(hex(queue.key)), 'SIGTERM'), 143)
  const throws = fileURLToPath(new URL('fixtures/throws.js', import.meta.url))
  const env = `NODE_OPTIONS="$NODE_OPTIONS --import=${throws}"`
  await check(() => process.kill(topProcess(hex(queue.key)), 'SIGUSR2'), 1, env)
})

t.test('without a terminal, top is for --once and --json', async (t) => {
  t.match(await cli(t, ['top']), { code: 2, stderr: /needs a terminal/ })
  const [a, b] = [privateQueue(t), privateQueue(t)]
  a.trySend('x')
  const once = lines(await cli(t, ['top', '--once', '--filter', `id:${a.id}`]))
  t.equal(once.length, 2)
  t.match(once[0], /^KEY/)
  t.match(once[1], new RegExp(`^id:${a.id} `))
  const json = await cli(t, ['top', '--once', '--json', '--sort', 'id', '--interval', '50ms'])
  const found = (JSON.parse(json.stdout) as { id: number }[]).map(({ id }) => id)
  t.ok(found.indexOf(a.id) < found.indexOf(b.id))
  const live = startCli(t, ['top', '--json', '--interval', '50ms'])
  await until('two lines', () => live.stdout().split('\n').length > 2)
  live.child.kill('SIGINT')
  t.equal((await live.ended).code, 130)
})
