import { mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import t from 'tap'
import { ftok, MessageQueue } from '../../lib/index.js'
import { removeAfter } from '../support/queue.js'
import { absent, ask, hex, php, run } from './peers.js'

const sysv = absent(
  'perl',
  ['-MIPC::SysV', '-e', '1'],
  "perl's IPC::SysV is not installed (Debian package perl)",
)

const folder = mkdtempSync(join(tmpdir(), 'sysvmq-ftok-'))
t.teardown(() => rmSync(folder, { recursive: true }))
const file = join(folder, 'żółw with a space')
writeFileSync(file, '')
const link = join(folder, 'link')
symlinkSync(file, link)

const paths = ['/', folder, file, link]
/** Those above 127 make keys that are negative in a language with signs. */
const projects = [1, 'a', 'Z', 127, 128, 255]

const code = (project: number | string) =>
  typeof project === 'number' ? project : project.charCodeAt(0)

const languages = [
  {
    name: 'php',
    skip: php.absent,
    command: ['php', '-r', 'echo ftok($argv[1], chr((int) $argv[2])), "\\n";'],
  },
  {
    name: 'perl',
    skip: sysv,
    command: ['perl', '-MIPC::SysV=ftok', '-e', 'print ftok($ARGV[0], $ARGV[1] + 0), "\\n"'],
  },
]

for (const { name, skip, command } of languages) {
  for (const project of projects) {
    t.test(
      `ftok() of project ${project} makes the keys that ${name} makes`,
      { skip },
      async (t) => {
        for (const path of paths) {
          const [line] = await run(t, [...command, path, `${code(project)}`])
          t.equal(ftok(path, project), Number(line) >>> 0)
        }
      },
    )
  }
}

t.test(
  'a queue is met by its file, also one with a negative key',
  { skip: php.absent },
  async (t) => {
    const queue = removeAfter(t, MessageQueue.create(ftok(file, 200), { exclusive: true }))
    const send = `msg_send(msg_get_queue(ftok($argv[1], chr(200))), 1, "met", false);`
    await run(t, ['php', '-r', send, file])
    t.equal(queue.tryReceive()?.data.toString(), 'met')
    t.same(await ask(t, php, queue.key, [`send 1 ${hex('again')}`]), ['sent'])
  },
)
