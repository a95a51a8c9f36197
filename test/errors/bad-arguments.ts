/** Bad arguments, and what each must come to: an error that names it, before the kernel is asked. */
import t, { type Test } from 'tap'
import type { MessageQueue } from '../../lib/index.js'
import { native } from '../../lib/native.js'
import { drain, keyedQueue } from '../support/queue.js'
import { failure } from './expect.js'

/** One parameter, or one option, of a function. */
export interface Parameter {
  /** As it is called in messages. */
  readonly name: string
  readonly call: (queue: MessageQueue, value: never) => unknown
  readonly wrongType: readonly unknown[]
  readonly wrongValue?: readonly unknown[]
}

export const notNumbers: readonly unknown[] = ['1', true, {}, [], Symbol('s'), () => 1]
export const notNumbersNorNothing = [...notNumbers, null, 1n]
export const notObjects: readonly unknown[] = [null, 1, 'x', true, 1n, Symbol('s')]
export const notIntegers: readonly unknown[] = [1.5, Number.NaN, Infinity, -Infinity]
export const notBooleans: readonly unknown[] = [0, 1, 'true', {}, Symbol('s')]
export const notSignals: readonly unknown[] = [null, 1, 'x', true, {}, new EventTarget()]
export const notTypes: readonly unknown[] = [...notIntegers, 2 ** 53, 2n ** 63n]

/** Counts what passes the door to the kernel, until the test ends. */
export function countCalls(t: Test): () => number {
  let calls = 0
  const doors = { ...native }
  t.teardown(() => Object.assign(native, doors))
  for (const [name, door] of Object.entries(doors)) {
    // The loader leaves its path there.
    if (typeof door !== 'function') continue
    const counting = new Proxy(door, {
      apply: (...call) => {
        calls++
        return Reflect.apply(...(call as Parameters<typeof Reflect.apply>))
      },
      construct: (...call) => {
        calls++
        return Reflect.construct(...(call as Parameters<typeof Reflect.construct>))
      },
    })
    Object.assign(native, { [name]: counting })
  }
  return () => calls
}

const kinds = {
  wrongType: { name: 'TypeError', code: 'ERR_INVALID_ARG_TYPE' },
  wrongValue: { name: 'RangeError', code: 'ERR_INVALID_ARG_VALUE' },
}

/** A test for each parameter and kind: every value is refused, and the queue is as it was. */
export function refuses(parameters: Record<string, Parameter>): void {
  for (const [what, { name, call, ...values }] of Object.entries(parameters)) {
    for (const kind of ['wrongType', 'wrongValue'] as const) {
      const expected = { ...kinds[kind], message: new RegExp(`^"${name}" must be .+; got `) }
      const bad = values[kind] ?? []
      if (bad.length === 0) continue
      t.test(`${what}: ${expected.name} ${expected.code}`, async (t) => {
        const queue = keyedQueue(t)
        queue.trySend('kept')
        const before = queue.stat()
        const calls = countCalls(t)
        for (const value of bad) {
          const error = await failure(() => call(queue, value as never))
          t.match(error, expected)
        }
        t.equal(calls(), 0, 'the kernel is not asked')
        t.same(queue.stat(), before, 'the queue is as it was')
        t.same(drain(queue), ['kept'])
      })
    }
  }
}
