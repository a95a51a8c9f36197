import { mkdirSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import t, { type Test } from 'tap'
import { diagnose } from '../../lib/cli/commands/doctor.js'
import { type Facts, freeIn, gatherFacts, removeIPC } from '../../lib/cli/doctor/facts.js'
import { fill, keyedQueue } from '../support/queue.js'
import { cli, lines } from './run.js'

/** A machine on which nothing is wrong. */
const good: Facts = {
  limits: { msgmax: 8192, msgmnb: 16_384, msgmni: 100, queues: 1, messages: 0, bytes: 0 },
  queues: [],
  inUse: new Set(),
  initialNamespace: true,
  removedAtLogout: false,
  mayRaiseLimits: true,
  mayUseAll: true,
  memoryAvailable: 2 ** 30,
  maxThreads: Number.POSITIVE_INFINITY,
  sharedMemoryFree: 2 ** 30,
}

/** What is not as it should be, as "level subject". */
function found(facts: Partial<Facts>, load = {}): string[] {
  return diagnose({ ...good, ...facts }, load)
    .filter(({ level }) => level !== 'ok')
    .map(({ level, subject }) => `${level} ${subject}`)
}

t.test('doctor says what is wrong for a load, and the command that mends it', async (t) => {
  const { code, stdout } = await cli(t, [
    ...['doctor', '--message-size', '1g', '--depth', 1e9, '--rate', 1e6],
  ])
  t.equal(code, 9)
  t.match(stdout, /^wrong {2}kernel.msgmax: .*\n {7}sudo sysctl -w kernel.msgmax=1073741824 && /)
  t.match(stdout, /^wrong {2}kernel.msgmnb: /m)
  t.match(stdout, /^wrong {2}rate: /m)
  t.match(stdout, /^wrong {2}memory: /m)
})

t.test('doctor --json', async (t) => {
  const { stdout } = await cli(t, ['doctor', '--json', '--message-size', '1g'])
  const { healthy, findings } = JSON.parse(stdout)
  t.equal(healthy, false)
  t.match(findings[0], { level: 'wrong', subject: 'kernel.msgmax', mend: /sysctl/ })
})

t.test('doctor tells of a full queue, and of one that nobody uses', async (t) => {
  const queue = keyedQueue(t)
  fill(queue)
  const name = `0x${queue.key.toString(16).padStart(8, '0')}`
  const full = await cli(t, ['doctor'])
  t.equal(full.code, 9)
  t.match(full.stdout, new RegExp(`^wrong {2}${name}: full: `, 'm'))
  queue.tryReceive()
  while (queue.tryReceive());
  await cli(t, ['send', queue.key, 'forgotten'])
  await cli(t, ['send', queue.key, 'forgotten'])
  await cli(t, ['receive', queue.key, '--count', 1])
  const forgotten = lines(await cli(t, ['doctor']))
  const at = forgotten.findIndex((line) => line.startsWith(`note   ${name}: 1 message`))
  t.match(forgotten[at + 1], `sysvmq dump ${name} > FILE && sysvmq remove ${name}`)
})

t.test('what a machine may lack', async (t) => {
  t.same(found({}), [])
  t.same(found({}, { messageSize: 8192, depth: 2, rate: 10 }), [])
  t.same(found({}, { messageSize: 8193 }), ['wrong kernel.msgmax'])
  t.same(found({}, { depth: 16_385 }), ['wrong kernel.msgmnb'])
  t.same(found({}, { messageSize: 100, rate: 10_000 }), ['wrong rate'])
  t.same(found({}, { rate: 10_000 }), [])
  t.same(found({ memoryAvailable: 1000 }, { depth: 10 }), ['wrong memory'])
  t.same(found({ limits: { ...good.limits, queues: 90 } }), ['wrong kernel.msgmni'])
  t.same(found({ mayRaiseLimits: false, mayUseAll: false }), [
    'note CAP_SYS_RESOURCE',
    'note CAP_IPC_OWNER',
  ])
  t.same(found({ initialNamespace: false }), ['note IPC namespace'])
  t.same(found({ removedAtLogout: true }), ['wrong RemoveIPC'])
  t.same(found({ maxThreads: 10 }), ['wrong threads'])
  t.same(found({ sharedMemoryFree: 1000 }), ['wrong /dev/shm'])
  t.same(found({ sharedMemoryFree: undefined }), ['note /dev/shm'])
})

t.test('queues that are full, large or forgotten', async (t) => {
  const queue = { ...keyedQueue(t).stat(), key: 1, messages: 200_000, maxBytes: 1_000_000 }
  t.same(found({ queues: [queue], inUse: new Set([queue.id]) }), ['note 0x00000001'])
  t.same(found({ queues: [queue] }), ['note 0x00000001'])
  t.same(found({ queues: [{ ...queue, messages: 0 }] }), [])
})

t.test('the facts are those of this machine', async (t) => {
  const facts = gatherFacts()
  t.ok(facts.memoryAvailable > 0)
  t.ok(facts.maxThreads > 0)
  t.ok(facts.limits.msgmax > 0)
  t.equal(freeIn('/no/such/folder'), undefined)
})

function write(t: Test, files: Record<string, string>): string {
  const root = t.testdir()
  for (const [name, text] of Object.entries(files)) {
    mkdirSync(dirname(join(root, name)), { recursive: true })
    writeFileSync(join(root, name), text)
  }
  return root
}

t.test('RemoveIPC is read as systemd reads it', async (t) => {
  const main = 'etc/systemd/logind.conf'
  const dropIn = 'etc/systemd/logind.conf.d'
  for (const [files, expected] of [
    [{}, true],
    [{ [main]: '[Login]\n#RemoveIPC=no\n' }, true],
    [{ [main]: '[Login]\nRemoveIPC=no\n' }, false],
    [{ [main]: 'RemoveIPC=no', [`${dropIn}/10.conf`]: '[Login]\nRemoveIPC = yes\n' }, true],
    [{ [`${dropIn}/10.conf`]: 'RemoveIPC=no', [`${dropIn}/20.conf`]: 'RemoveIPC=yes' }, true],
    [{ [`${dropIn}/10.conf`]: 'RemoveIPC=off', [`${dropIn}/20.txt`]: 'RemoveIPC=yes' }, false],
    [{ [main]: 'RemoveIPC=yes', 'usr/lib/systemd/logind.conf': 'RemoveIPC=no' }, true],
    [
      {
        'usr/lib/systemd/logind.conf.d/10.conf': 'RemoveIPC=no',
        [`${dropIn}/10.conf`]: 'RemoveIPC=yes',
      },
      true,
    ],
  ] as const) {
    await t.test(JSON.stringify(files), async (t) => {
      t.equal(removeIPC(write(t, files)), expected)
    })
  }
})
