import { chmodSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import t from 'tap'
import { ftok } from '../../lib/index.js'
import { fails } from './expect.js'
import { asOtherUser } from './other-user.js'

const folder = mkdtempSync(join(tmpdir(), 'sysvmq-errors-'))
const closed = join(folder, 'closed')
t.teardown(() => {
  chmodSync(closed, 0o700)
  rmSync(folder, { recursive: true })
})
mkdirSync(closed)
writeFileSync(join(closed, 'file'), '')
chmodSync(closed, 0)
// Of mkdtemp the owner alone may look into it.
chmodSync(folder, 0o755)
writeFileSync(join(folder, 'file'), '')
symlinkSync('loop', join(folder, 'loop'))

const rows: readonly [what: string, path: string, code: string][] = [
  ['a file that is not there', 'none', 'ENOENT'],
  ['a path through a file', 'file/x', 'ENOTDIR'],
  ['a folder that may not be entered', 'closed/file', 'EACCES'],
  ['a name that is too long', 'x'.repeat(300), 'ENAMETOOLONG'],
  ['a symbolic link to itself', 'loop', 'ELOOP'],
]

for (const [what, path, code] of rows) {
  t.test(`ftok() of ${what}: ${code}, and names it`, async (t) => {
    const make = () => ftok(join(folder, path), 'q')
    const expected = { code, syscall: 'ftok' as const, says: new RegExp(`${path}: `) }
    await asOtherUser(() => fails(t, make, expected))
  })
}

t.test('ftok() of an empty path: ENOENT', async (t) => {
  await fails(t, () => ftok('', 1), { code: 'ENOENT', syscall: 'ftok', says: /no such file/ })
})
