import { execFile } from 'node:child_process'
import { readdirSync, readFileSync } from 'node:fs'
import { promisify } from 'node:util'
import t from 'tap'
import { MessageQueue } from '../../lib/index.js'
import { root } from '../support/root.js'

/** What the comment at the top of an example says that it prints. */
function expected(source: string): string {
  const [, block] = /^ \* Expected:\n((?: \* {3}.*\n)+)/m.exec(source) ?? []
  if (block === undefined) throw new Error('an example says what to expect')
  return block.replaceAll(/^ \* {3}/gm, '')
}

const names = readdirSync(`${root}examples`).filter((name) => name.endsWith('.ts'))
t.ok(names.length >= 4, 'there are examples')

for (const name of names) {
  t.test(`${name} prints what it says, and leaves no queue`, async (t) => {
    const source = readFileSync(`${root}examples/${name}`, 'utf8')
    const script = `${root}dist/examples/${name.replace(/\.ts$/, '.js')}`
    const before = new Set(MessageQueue.list().map(({ id }) => id))
    const child = promisify(execFile)(process.execPath, [script], { timeout: 30_000 })
    const { stdout, stderr } = await child
    t.equal(stdout, expected(source))
    t.equal(stderr, '')
    const left = MessageQueue.list().filter(
      ({ id, lastSendPid }) => !before.has(id) && lastSendPid === child.child.pid,
    )
    t.same(left, [])
  })
}
