import t from 'tap'
import { makeTable, readLength, readText, readType, writeEntry } from '../../lib/table.js'

t.test('types survive the table exactly, as numbers while these are exact', async (t) => {
  const table = makeTable(2)
  const types = [1, 2 ** 31 - 1, 2 ** 31, 2 ** 32 - 1, 2 ** 32, 2 ** 52 + 1, 2 ** 53 - 1]
  for (const type of types) {
    writeEntry(table, 1, 0, 0, type)
    t.equal(readType(table, 1), type)
    writeEntry(table, 1, 0, 0, BigInt(type))
    t.equal(readType(table, 1), type, `${type} as a bigint`)
  }
  for (const type of [2n ** 53n, 2n ** 62n + 1n, 2n ** 63n - 1n]) {
    writeEntry(table, 0, 0, 0, type)
    t.equal(readType(table, 0), type)
  }
})

t.test('a text is a view of the memory, not a copy', async (t) => {
  const table = makeTable(1)
  const memory = new ArrayBuffer(64)
  writeEntry(table, 0, 16, 4, 1)
  const text = readText(table, 0, memory)
  Buffer.from(memory).write('text', 16)
  t.equal(text.toString(), 'text')
  t.equal(readLength(table, 0), 4)
})
