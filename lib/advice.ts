/** What to do about an errno, for people. The codes are stable; this prose is not. */
const everywhere: Record<string, string> = {
  EACCES: 'no permission: ask the owner for it (queue.set({ mode }) or chown), see `ipcs -q`',
  EPERM: 'only the owner, the creator or CAP_SYS_ADMIN may do this',
  ENOMEM: 'the kernel has no memory for it: receive what waits, or remove queues (`ipcs -q`)',
  EAGAIN: 'it would block: wait (queue.send, queue.receive, or a stream)',
  EINTR: 'a signal came in between: try again',
  EFAULT: 'the kernel could not use the memory it was given: this is a bug, please report it',
  EIDRM: 'there is no such queue (any more): make it with MessageQueue.create(), or attach anew',
  EINVAL: 'the kernel refuses these arguments',
  ENOSYS: 'this kernel was built without it',
}

const ofOne: Record<string, string> = {
  'msgget ENOENT': 'there is no such queue: use MessageQueue.create(), or start whoever makes it',
  'msgget EEXIST': 'it exists: open it, or leave out "exclusive"',
  'msgget ENOSPC':
    'the limit on queues is reached: remove some (`ipcs -q`, `ipcrm`) or raise kernel.msgmni',
  'msgctl EPERM':
    'only the owner, the creator or CAP_SYS_ADMIN may do this, and a maxBytes above kernel.msgmnb ' +
    'needs CAP_SYS_RESOURCE, also for a queue that has one already: leave "maxBytes" out, or raise ' +
    'the sysctl kernel.msgmnb',
  'msgctl EINVAL':
    'the kernel refuses these settings: uid and gid must exist in this user namespace',
  'msgsnd EAGAIN':
    "the queue is full: wait for room (queue.send, or overflow 'wait' of a stream), or raise its " +
    'maxBytes',
  'msgrcv E2BIG': 'the message is larger than the buffer; it is still in the queue',
  'msgrcv ENOMSG': 'there is no such message',
  'msgrcv EINVAL':
    'the message at this position is larger than kernel.msgmax, and so can be received but not peeked at',
  'msgrcv ENOSYS':
    'this kernel was built without CONFIG_CHECKPOINT_RESTORE, and so has no MSG_COPY',
  'ftok EACCES': 'a folder on the path may not be searched',
  'ftok ENOENT': 'there is no such file: a key is made of a file that stays',
  'ftok ENOTDIR': 'a part of the path is not a directory',
  'pthread_create EAGAIN':
    'no thread can be made: see `ulimit -u` and the pids limit of the cgroup',
}

export function advice(syscall: string, code: string): string {
  return ofOne[`${syscall} ${code}`] ?? everywhere[code] ?? 'see the manual page of the call'
}
