import { once } from 'node:events'
import {
  chmodSync,
  closeSync,
  mkdirSync,
  openSync,
  readdirSync,
  readlinkSync,
  renameSync,
  rmSync,
  symlinkSync,
  truncateSync,
  writeFileSync,
} from 'node:fs'
import t from 'tap'
import { LedgerError } from '../../../lib/index.js'
import {
  changeSlot,
  forgetLength,
  ledgerDirectory,
  ledgerQueue,
  ledgers,
  onlyLedger,
  take,
  texts,
} from '../../support/ledgers.js'
import { privateQueue } from '../../support/queue.js'

type Test = Parameters<typeof privateQueue>[0]

/** A ledger without an owner, in which these messages are. */
async function orphan(t: Test, ...sent: (string | Uint8Array)[]) {
  const { queue, directory, read } = ledgerQueue(t, ...sent)
  const first = read()
  await take(first, sent.length)
  first.destroy()
  return { queue, directory, read, path: onlyLedger(directory) }
}

const filler = 0xff

t.test('a text whose length nobody wrote down is whole, and certain', async (t) => {
  const { path, read } = await orphan(t, 'häuser')
  forgetLength(path)
  const [message] = await take(read(), 1)
  t.match(message, { attempts: 2, lengthCertain: true })
  t.equal(`${message?.data}`, 'häuser')
})

t.test('bytes that are no text are not certain; an empty message is', async (t) => {
  const binary = await orphan(t, Buffer.from([filler, 1, 2, 3]))
  forgetLength(binary.path)
  const [message] = await take(binary.read(), 1)
  t.equal(message?.lengthCertain, false)
  t.same([...(message?.data ?? [])], [filler, 1, 2, 3])

  const empty = await orphan(t, '')
  forgetLength(empty.path)
  t.match(await take(empty.read(), 1), [{ lengthCertain: true, data: Buffer.alloc(0) }])
})

t.test('bytes that go on as the filling does are cut, and said to be uncertain', async (t) => {
  const { path, read } = await orphan(t, Buffer.from([filler, 1, 2, 3]))
  forgetLength(path)
  changeSlot(path, 0, (record) => {
    // What lies behind the message is filling: as if it had five bytes, of which the last is alike.
    t.ok((record[44] as number) >= 0xc0)
  })
  const [message] = await take(read(), 1)
  t.equal(message?.data.length, 4)
  t.equal(message?.lengthCertain, false)
})

t.test('a message that fills its slot is certain', async (t) => {
  const { path, read } = await orphan(t, Buffer.alloc(8192, filler))
  forgetLength(path)
  changeSlot(path, 0, (record) => record.fill(1, 40, 40 + 8192))
  const [message] = await take(read(), 1)
  t.equal(message?.lengthCertain, true)
  t.equal(message?.data.length, 8192)
})

for (const [what, code, damage] of [
  [
    'a flipped bit',
    'ERR_LEDGER_DAMAGED',
    (path: string) =>
      changeSlot(path, 0, (slot) => {
        slot[40] = 1
      }),
  ],
  ['a shorter file', 'ERR_LEDGER_DAMAGED', (path: string) => truncateSync(path, 5000)],
  ['noise', 'ERR_LEDGER_DAMAGED', (path: string) => writeFileSync(path, Buffer.alloc(9000, 7))],
  ['rights for others', 'ERR_LEDGER_FOREIGN', (path: string) => chmodSync(path, 0o640)],
  [
    'a symbolic link',
    'ERR_LEDGER_FOREIGN',
    (path: string) => {
      renameSync(path, `${path}.moved`)
      symlinkSync(`${path}.moved`, path)
    },
  ],
] as const) {
  t.test(`${what}: refused, told of once, left alone, and reading goes on`, async (t) => {
    const { queue, path, directory, read } = await orphan(t, 'a')
    damage(path)
    queue.trySend('new')
    const stream = read()
    const errors: LedgerError[] = []
    stream.on('refused', (error) => errors.push(error))
    t.same(texts(await take(stream, 1)), ['new'])
    t.equal(errors.length, 1)
    t.ok(errors[0] instanceof LedgerError)
    t.match(errors[0], { code, path, errno: 0, syscall: undefined })
    t.ok(ledgers(directory).includes(path))
  })
}

t.test('where nobody listens a refusal is a warning of the process', async (t) => {
  const { queue, path, read } = await orphan(t, 'a')
  truncateSync(path, 10)
  queue.trySend('new')
  const warned = once(process, 'warning')
  await take(read(), 1)
  t.match((await warned)[0], { code: 'ERR_LEDGER_DAMAGED', path })
})

t.test(
  'an adopted ledger that can no longer be read or written is an error of the stream',
  async (t) => {
    for (const method of ['ack', 'nack'] as const) {
      const { path, read } = await orphan(t, 'a')
      const stream = read()
      const [message] = await take(stream, 1)
      const fd = readdirSync('/proc/self/fd').find((fd) => {
        try {
          return readlinkSync(`/proc/self/fd/${fd}`) === path
        } catch {
          return false
        }
      })
      // As no program should: the stream's own descriptor.
      closeSync(Number(fd))
      const other = openSync('/dev/null', 'r')
      t.equal(other, Number(fd), 'in its place, so that closing the stream closes nothing else')
      const failed = once(stream, 'error')
      message?.[method]()
      const [error] = await failed
      t.match(error, { name: 'LedgerError', syscall: method === 'ack' ? 'pwrite' : 'pread' })
    }
  },
)

t.test('a directory that is not fit is an error of the stream', async (t) => {
  const queue = privateQueue(t)
  const parent = ledgerDirectory(t)
  const open = async (ledgerDirectory: string) => {
    const stream = queue.createReadStream({ acknowledge: true, ledgerDirectory })
    const [error] = await once(stream, 'error')
    return error
  }
  mkdirSync(`${parent}/open`, { mode: 0o755 })
  t.match(await open(`${parent}/open`), { code: 'ERR_LEDGER_DIRECTORY', path: `${parent}/open` })
  symlinkSync(parent, `${parent}/link`)
  t.match(await open(`${parent}/link`), { code: 'ENOTDIR', syscall: 'open', errno: 20 })
  t.match(await open(`${parent}/none/of/it`), { code: 'ENOENT', syscall: 'mkdir' })
})

t.test(
  'a directory that is removed under a reader is an error, and the message stays',
  async (t) => {
    const queue = privateQueue(t)
    queue.set({ maxBytes: 500 })
    const directory = ledgerDirectory(t)
    const stream = queue.createReadStream({
      acknowledge: true,
      ledgerDirectory: directory,
      adoptInterval: Number.POSITIVE_INFINITY,
    })
    queue.trySend('small')
    await take(stream, 1)
    rmSync(directory, { recursive: true })
    queue.set({ maxBytes: 16_384 })
    queue.trySend(Buffer.alloc(6000))
    const failed = once(stream, 'error')
    stream.resume()
    t.match((await failed)[0], { code: 'ENOENT', name: 'LedgerError' })
    t.equal(queue.stat().messages, 1)
  },
)

t.test('so is one that is removed before it is looked through', async (t) => {
  const queue = privateQueue(t)
  const directory = ledgerDirectory(t)
  const stream = queue.createReadStream({ acknowledge: true, ledgerDirectory: directory })
  rmSync(directory, { recursive: true })
  const failed = once(stream, 'error')
  stream.resume()
  t.match((await failed)[0], { code: 'ENOENT', syscall: 'readdir' })
})
