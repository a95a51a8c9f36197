import t from 'tap'
import { BackOff } from '../../../lib/pool/back-off.js'

/** As many delays as there are numbers in `random`. */
function delays(backOff: BackOff, count: number): number[] {
  return Array.from({ length: count }, () => backOff.next())
}

t.test('it doubles up to the longest, and begins anew after a success', async (t) => {
  const backOff = new BackOff(100, 1500, () => 1)
  t.same(delays(backOff, 6), [100, 200, 400, 800, 1500, 1500])
  backOff.reset()
  t.same(delays(backOff, 2), [100, 200])
})

t.test('it is between half of the delay and all of it', async (t) => {
  t.same(delays(new BackOff(100, 1500, () => 0), 3), [50, 100, 200])
  const real = delays(new BackOff(1000, 1000), 100)
  t.ok(real.every((delay) => delay >= 500 && delay <= 1000))
  t.ok(new Set(real).size > 1, 'and not always the same')
})

t.test('0 stays 0, and after ever so many failures it is the longest', async (t) => {
  t.same(delays(new BackOff(0, 1000), 3), [0, 0, 0])
  const backOff = new BackOff(1, 1000, () => 1)
  t.equal(delays(backOff, 3000).at(-1), 1000)
  t.equal(delays(new BackOff(0, 1000, () => 1), 3000).at(-1), 0)
})
