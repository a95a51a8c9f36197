import { finished, type Readable, type Writable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import t from 'tap'
import type { Datagram, Message, MessageType } from '../../lib/index.js'
import { privateQueue } from '../support/queue.js'

// That this compiles is most of the test.
t.test('the streams go wherever Node takes one, and know what they carry', async (t) => {
  const queue = privateQueue(t)
  queue.trySend('typed', 3)
  const readable: Readable = queue.createReadStream()
  const writable: Writable = queue.createWriteStream()
  finished(readable, () => {})
  finished(writable, () => {})
  await t.rejects(
    pipeline(
      readable,
      async function* (source: AsyncIterable<Message>) {
        for await (const { type, data } of source) {
          yield { type: type === 3 ? 4 : type, data }
          throw new Error('seen')
        }
      },
      writable,
    ),
    { message: 'seen' },
  )
  const types: MessageType[] = []
  for await (const message of queue.createReadStream()) {
    const { type }: Message = message
    types.push(type)
    break
  }
  t.same(types, [4])
  queue
    .createWriteStream<Datagram>({ type: (datagram) => datagram.data.length })
    .on('sent', (datagram) => datagram.reply('OK\n'))
    .destroy()
})
