import t from 'tap'
import { keyedQueue } from '../support/queue.js'
import { ask, failed, hex, peers } from './peers.js'

const payloads: Record<string, Buffer> = {
  'a raw payload': Buffer.from('hello'),
  'an empty message': Buffer.alloc(0),
  'one NUL byte': Buffer.alloc(1),
  'NUL bytes at the beginning, in between and at the end': Buffer.from('\0a\0\0b\0'),
  'every byte there is': Buffer.from(Array.from({ length: 256 }, (_, byte) => byte)),
  'UTF-8': Buffer.from('Zażółć gęślą jaźń, 日本語, 🙂'),
  'bytes that are not UTF-8': Buffer.from([0xc3, 0x28, 0xff, 0xfe, 0x80]),
  'a line end': Buffer.from('one\r\ntwo\n'),
  '8192 bytes': Buffer.alloc(8192, '0123456789'),
}

for (const peer of peers) {
  for (const [what, payload] of Object.entries(payloads)) {
    t.test(`${peer.name} sends ${what}`, { skip: peer.absent }, async (t) => {
      const queue = keyedQueue(t)
      t.same(await ask(t, peer, queue.key, [`send 5 ${hex(payload)}`]), ['sent'])
      const message = queue.tryReceive()
      t.equal(message?.type, 5)
      t.same(message?.data, payload)
      t.equal(queue.tryReceive(), null)
    })

    t.test(`${peer.name} receives ${what}`, { skip: peer.absent }, async (t) => {
      const queue = keyedQueue(t)
      t.equal(queue.trySend(payload, 5), true)
      const lines = await ask(t, peer, queue.key, ['receive 0', 'receive 0 nowait'])
      t.same(lines, [`5 ${hex(payload)}`, failed('ENOMSG')], 'and then ENOMSG')
    })
  }

  t.test(`${peer.name} receives a string as its UTF-8`, { skip: peer.absent }, async (t) => {
    const queue = keyedQueue(t)
    t.equal(queue.trySend('żółw 🙂'), true)
    t.same(await ask(t, peer, queue.key, ['receive 0']), [`1 ${hex('żółw 🙂')}`])
  })
}
