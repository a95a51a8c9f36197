import t from 'tap'
import { MessageQueue } from '../../lib/index.js'
import { keyedQueue, unusedKey } from '../support/queue.js'
import { cli } from './run.js'

const key = `${unusedKey()}`

/** Most end in the parsers of values, which values.test.ts covers: without coverage they start sooner. */
const counted = new Set(['lst', 'help', 'create', 'set', 'send'])

/** Each is wrong in one place. */
const wrong: Record<string, readonly string[][]> = {
  'a command': [['lst'], ['help', 'lst'], ['--foo'], ['__proto__']],
  'a key': ['', '0', '0x', '0x0', '0xg', '0x123456789', '4294967296', '-2147483649', '1.5', 'abc']
    .concat(['id:', 'id:-1', 'id:2147483648', 'id:x', 'path:', 'path:/no/such/file', 'path:/,999'])
    .map((text) => ['stat', '--', text]),
  'what list takes': [
    ['list', '--sort'],
    ['list', '--sort', 'colour'],
    ['list', '--owner', 'no such user'],
    ['list', '--owner', '4294967295'],
    ['list', 'nokey'],
    ['list', '--nonsense'],
  ],
  'what stat takes': [['stat'], ['stat', key, '--interval', 'x'], ['stat', key, key]],
  'what create takes': [
    ['create'],
    ['create', 'id:3'],
    ['create', key, '--private'],
    ['create', key, '--mode', '888'],
    ['create', key, '--mode', '1000'],
    ['create', key, '--max-bytes', '0'],
    ['create', key, '--max-bytes', '1T'],
    ['create', key, '--max-bytes', '-1'],
    ['create', key, '--owner', ''],
    ['create', key, '--owner', 'a:b:c'],
    ['create', key, '--owner', ':no such group'],
  ],
  'what set takes': [
    ['set', key],
    ['set', key, '--mode', 'rw'],
    ['set', '--mode', '600'],
  ],
  'what remove takes': [['remove'], ['remove', 'x'], ['remove', key, 'x']],
  'what send takes': [
    ['send'],
    ['send', key, 'text', '--type', '0'],
    ['send', key, 'text', '--type', '-1'],
    ['send', key, 'text', '--type', '9223372036854775808'],
    ['send', key, 'text', '--timeout', 'soon'],
    ['send', key, 'text', '--timeout', '2147484'],
    ['send', key, 'text', '--jsonl'],
    ['send', key, 'text', '--file', 'f'],
    ['send', key, '--delimiter', ''],
    ['send', key, '--jsonl', '--null'],
    ['send', key, 'one', 'two'],
  ],
  'what receive takes': [
    ['receive', key, '--type', 'x'],
    ['receive', key, '--type', '!0'],
    ['receive', key, '--type', '!-3'],
    ['receive', key, '--count', '0'],
    ['receive', key, '--count', '1.5'],
    ['receive', key, '--format', 'xml'],
    ['receive', key, '--timeout', '-1'],
  ],
  'what peek takes': [
    ['peek', key, '--limit', '0'],
    ['peek', key, '--format', 'xml'],
    ['peek', key, '--type', '9223372036854775808'],
  ],
}

for (const [what, calls] of Object.entries(wrong)) {
  t.test(`a usage error of ${what}`, async (t) => {
    for (const args of calls) {
      const env = counted.has(`${args[0]}`) ? {} : { NODE_OPTIONS: '' }
      const { code, stdout, stderr } = await cli(t, args, { env })
      const name = `sysvmq ${args.join(' ')}`
      t.equal(code, 2, `${name}: exit code`)
      t.equal(stdout, '', `${name}: nothing on stdout`)
      t.match(stderr, /^sysvmq: .+\n$/, `${name}: one line`)
    }
    t.notOk(
      MessageQueue.list().some((queue) => queue.key === Number(key)),
      'nothing was made',
    )
  })
}

t.test('a file that can not be read is a usage error', async (t) => {
  const queue = keyedQueue(t)
  for (const file of ['/no/such/file', '/']) {
    const { code, stderr } = await cli(t, ['send', queue.key, '--file', file])
    t.equal(code, 2)
    t.match(stderr, /can't read the input/)
  }
  t.equal(queue.stat().messages, 0)
})

t.test('--debug adds the stack', async (t) => {
  for (const args of [
    ['stat', key, '--debug'],
    ['stat', 'x', '--debug'],
  ]) {
    const { stderr } = await cli(t, args)
    t.match(stderr, /^sysvmq: .+\n.*\n {4}at /)
  }
})
