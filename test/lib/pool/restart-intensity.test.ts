import t from 'tap'
import { RestartIntensity } from '../../../lib/pool/restart-intensity.js'

t.test('so many are allowed within the period, and one more is too many', async (t) => {
  const intensity = new RestartIntensity(2, 1000)
  t.same(
    [0, 500, 999, 1500, 3000].map((time) => [intensity.exceeded(time), intensity.count]),
    [
      [false, 1],
      [false, 2],
      [true, 3],
      [false, 2],
      [false, 1],
    ],
  )
})

t.test('an end that is as old as the period does not count', async (t) => {
  const intensity = new RestartIntensity(1, 1000)
  t.notOk(intensity.exceeded(0))
  t.notOk(intensity.exceeded(1000))
})

t.test('0 allows none', async (t) => {
  t.ok(new RestartIntensity(0, 1000).exceeded())
})

t.test('with Infinity there are never too many', async (t) => {
  const intensity = new RestartIntensity(Number.POSITIVE_INFINITY, 1000)
  for (let i = 0; i < 1000; i++) t.notOk(intensity.exceeded(i))
})
