import t from 'tap'
import { LastLines } from '../../../lib/pool/last-lines.js'
import { Lines } from '../../../lib/pool/lines.js'

/** What comes out for each piece, and at the end. */
function through(...pieces: string[]): string[] {
  const lines = new Lines('> ')
  return [...pieces.map((piece) => `${lines.take(Buffer.from(piece))}`), `${lines.end()}`]
}

t.test('each line has its prefix, and comes out when it is whole', async (t) => {
  t.same(through('one\ntwo\n'), ['> one\n> two\n', ''])
  t.same(through('on', 'e\nt', 'wo', '\n'), ['', '> one\n', '', '> two\n', ''])
  t.same(through('\n\n'), ['> \n> \n', ''])
  t.same(through('', 'a\r\n'), ['', '> a\r\n', ''])
})

t.test('the last line need not have an end', async (t) => {
  t.same(through('one\ntw', 'o'), ['> one\n', '', '> two\n'])
  t.same(through(), [''])
})

t.test('a character that is split by the pieces is whole again', async (t) => {
  const lines = new Lines('')
  const text = Buffer.from('žluť\n')
  const out = Array.from(text, (byte) => lines.take(Buffer.from([byte])).toString()).join('')
  t.equal(out, 'žluť\n')
})

t.test('a line without an end is cut, so that it does not fill the memory', async (t) => {
  const limit = 64 * 1024
  const [first, second, end] = through('x'.repeat(limit - 1), `x${'y'.repeat(limit + 5)}`)
  t.equal(first, '')
  t.equal(second, `> ${'x'.repeat(limit)}\n> ${'y'.repeat(limit)}\n`)
  t.equal(end, '> yyyyy\n')
  t.same(through(`${'x'.repeat(limit)}\n`), [`> ${'x'.repeat(limit)}\n`, ''])
  t.same(through(`${'x'.repeat(limit + 1)}\ny\n`), [`> ${'x'.repeat(limit)}\n> x\n> y\n`, ''])
})

t.test('the last lines are kept, without blank ones', async (t) => {
  const last = new LastLines()
  const lines = new Lines('> ', last.note)
  t.same(last.list(), [])
  lines.take(Buffer.from('one\n\n   \ntwo'))
  t.same(last.list(), ['one'])
  lines.end()
  t.same(last.list(), ['one', 'two'])
  for (let i = 0; i < 30; i++) lines.take(Buffer.from(`${i}${'.'.repeat(1000)}\n`))
  t.same(
    last.list().map((line) => [line.length, Number.parseInt(line, 10)]),
    Array.from({ length: 20 }, (_, i) => [500, i + 10]),
  )
})
