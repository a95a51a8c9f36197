import t from 'tap'
import { keyedQueue } from '../support/queue.js'
import { php, run } from './peers.js'

const { absent: skip } = php
const queueOf = (key: number) => `$queue = msg_get_queue(${key});`

/** What PHP sends, and the bytes that arrive: the library takes no part in it. */
const serialized: readonly [value: string, text: string][] = [
  ['"żółw"', 's:7:"żółw";'],
  ['["a" => 1, "b" => [true, null]]', 'a:2:{s:1:"a";i:1;s:1:"b";a:2:{i:0;b:1;i:1;N;}}'],
  ['42', 'i:42;'],
]

for (const [value, text] of serialized) {
  t.test(`php serializes ${value}: its bytes arrive as they are`, { skip }, async (t) => {
    const queue = keyedQueue(t)
    await run(t, ['php', '-r', `${queueOf(queue.key)} msg_send($queue, 2, ${value});`])
    const message = queue.tryReceive()
    t.equal(message?.type, 2)
    t.equal(message?.data.toString(), text)
  })

  t.test(`php unserializes what we send as ${value}`, { skip }, async (t) => {
    const queue = keyedQueue(t)
    queue.trySend(text, 2)
    const receive = `msg_receive($queue, 2, $type, 8192, $value) && var_export($value === ${value});`
    t.same(await run(t, ['php', '-r', `${queueOf(queue.key)} ${receive} echo "\\n";`]), ['true'])
  })
}

t.test('php without serialize sends the text of integers and booleans', { skip }, async (t) => {
  const queue = keyedQueue(t)
  const send = 'foreach ([42, true, false] as $value) msg_send($queue, 1, $value, false);'
  await run(t, ['php', '-r', `${queueOf(queue.key)} ${send}`])
  const texts = Array.from({ length: 3 }, () => queue.tryReceive()?.data.toString())
  t.same(texts, ['42', '1', '0'])
})

t.test('php cannot unserialize a raw payload, and takes it all the same', { skip }, async (t) => {
  const queue = keyedQueue(t)
  queue.trySend('raw')
  const receive = 'var_dump(@msg_receive($queue, 0, $type, 8192, $value));'
  t.same(await run(t, ['php', '-r', `${queueOf(queue.key)} ${receive}`]), ['bool(false)'])
  t.equal(queue.stat().messages, 0)
})
