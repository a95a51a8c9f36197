import t from 'tap'
import { keyedQueue } from '../support/queue.js'
import { absent, perl, php, run } from './peers.js'

const sysv = absent(
  'perl',
  ['-MIPC::Msg', '-e', '1'],
  "perl's IPC::SysV is not installed (Debian package perl)",
)

t.test('php and we agree on what there is to know of a queue', { skip: php.absent }, async (t) => {
  const queue = keyedQueue(t, { mode: 0o640, maxBytes: 5000 })
  queue.trySend('one')
  queue.trySend('')
  const code = `echo json_encode(msg_stat_queue(msg_get_queue(${queue.key}))), "\\n";`
  const [json = ''] = await run(t, ['php', '-r', code])
  const stat = queue.stat()
  t.match(JSON.parse(json), {
    'msg_perm.uid': stat.uid,
    'msg_perm.gid': stat.gid,
    'msg_perm.mode': stat.mode,
    msg_stime: (stat.lastSendTime?.getTime() ?? 0) / 1000,
    msg_rtime: 0,
    msg_ctime: (stat.lastChangeTime?.getTime() ?? 0) / 1000,
    msg_qnum: 2,
    msg_qbytes: 5000,
    msg_lspid: process.pid,
    msg_lrpid: 0,
  })
})

t.test('what php sets holds for us', { skip: php.absent }, async (t) => {
  const queue = keyedQueue(t)
  const settings = '["msg_qbytes" => 100, "msg_perm.mode" => 0o620]'
  await run(t, ['php', '-r', `msg_set_queue(msg_get_queue(${queue.key}), ${settings});`])
  t.match(queue.stat(), { maxBytes: 100, mode: 0o620 })
  t.throws(() => queue.trySend(Buffer.alloc(101)), { code: 'ERR_MESSAGE_TOO_BIG' })
})

t.test('what we set holds for php', { skip: php.absent }, async (t) => {
  const queue = keyedQueue(t)
  queue.set({ maxBytes: 1 })
  const send = 'msg_send($queue, 1, $text, false, false, $error)'
  const code = `$queue = msg_get_queue(${queue.key}); foreach (["a", "b"] as $text) var_dump(@${send});`
  t.same(await run(t, ['php', '-r', code]), ['bool(true)', 'bool(false)'])
})

const perlReason = perl.absent || sysv
t.test("perl's IPC::Msg and we agree on a queue", { skip: perlReason }, async (t) => {
  const queue = keyedQueue(t, { mode: 0o640, maxBytes: 5000 })
  queue.trySend('one')
  const fields = 'uid gid cuid cgid mode qnum qbytes lspid lrpid'
  const code = `my $s = IPC::Msg->new(${queue.key}, 0)->stat; print join(" ", map { $s->$_ } qw(${fields})), "\\n"`
  const [line] = await run(t, ['perl', '-MIPC::Msg', '-e', code])
  const { uid, gid, cuid, cgid, mode, messages, maxBytes, lastSendPid, lastReceivePid } =
    queue.stat()
  const ours = [uid, gid, cuid, cgid, mode, messages, maxBytes, lastSendPid, lastReceivePid]
  t.equal(line, ours.join(' '))
})

t.test('what perl sets holds for us', { skip: perlReason }, async (t) => {
  const queue = keyedQueue(t)
  const code = `IPC::Msg->new(${queue.key}, 0)->set(qbytes => 100, mode => 0620) or die`
  await run(t, ['perl', '-MIPC::Msg', '-e', code])
  t.match(queue.stat(), { maxBytes: 100, mode: 0o620 })
})
