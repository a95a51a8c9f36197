/** What a listener throws is the program's to see to; the pool goes on. */
import t from 'tap'
import { Child } from './child.js'

t.test('a listener that throws does not keep the pool from its work', async (t) => {
  const child = new Child(t, 'pool-bad-listener', [], true)
  t.match(await child.ends(30), { code: 0, signal: null })
  // The end that was not asked for, and the one that was.
  const uncaught = 'uncaught by a listener'
  t.same(child.lines.toSorted(), ['finished', uncaught, uncaught])
})
