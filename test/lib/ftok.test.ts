import { statSync } from 'node:fs'
import t from 'tap'
import { ftok } from '../../lib/index.js'

t.test('a key is made of project id, device and inode, as ftok(3) makes it', async (t) => {
  const directory = t.testdir({ file: '' })
  const path = `${directory}/file`
  const { dev, ino } = statSync(path, { bigint: true })
  const rest = Number(((dev & 0xffn) << 16n) | (ino & 0xffffn))
  t.equal(ftok(path, 0x33), (0x33 * 2 ** 24 + rest) >>> 0)
  t.equal(ftok(path, 255), (255 * 2 ** 24 + rest) >>> 0, 'unsigned')
  t.equal(ftok(path, 'q'), ftok(path, 113), 'one character stands for its code')
})

t.test('a file that is not there is an error that says so', async (t) => {
  const directory = t.testdir({ file: '' })
  t.throws(() => ftok(`${directory}/none`, 1), {
    code: 'ENOENT',
    syscall: 'ftok',
    message: /no such file/,
  })
  t.throws(() => ftok(`${directory}/file/x`, 1), { code: 'ENOTDIR', syscall: 'ftok' })
})

t.test('wrong arguments are refused', async (t) => {
  for (const id of [0, 256, 1.5, '', 'qq', 'é', '\0']) {
    t.throws(() => ftok('/', id), { code: 'ERR_INVALID_ARG_VALUE' }, `${id}`)
  }
  t.throws(() => ftok('/\0', 1), { code: 'ERR_INVALID_ARG_VALUE' })
  t.throws(() => ftok(1 as unknown as string, 1), { code: 'ERR_INVALID_ARG_TYPE' })
  t.throws(() => ftok('/', null as unknown as number), { code: 'ERR_INVALID_ARG_TYPE' })
})
