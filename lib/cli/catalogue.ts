/** The commands: their names and summaries here, their modules loaded when they are run. */
import type { Command } from 'commander'

interface Entry {
  readonly summary: string
  readonly load: () => Promise<{ make(): Command }>
}

export const catalogue: Readonly<Record<string, Entry>> = {
  list: { summary: 'all queues', load: () => import('./commands/list.js') },
  stat: {
    summary: 'all that the kernel knows of a queue',
    load: () => import('./commands/stat.js'),
  },
  create: { summary: 'make a queue', load: () => import('./commands/create.js') },
  set: { summary: 'change mode, owner or limit', load: () => import('./commands/set.js') },
  remove: { summary: 'remove queues', load: () => import('./commands/remove.js') },
  send: { summary: 'send a text, or lines of stdin', load: () => import('./commands/send.js') },
  receive: { summary: 'take messages and print them', load: () => import('./commands/receive.js') },
  peek: { summary: 'print messages without taking them', load: () => import('./commands/peek.js') },
  dump: { summary: 'all messages into a file', load: () => import('./commands/dump.js') },
  load: { summary: 'a dump back into a queue', load: () => import('./commands/load.js') },
  move: { summary: 'from one queue to another', load: () => import('./commands/move.js') },
  top: { summary: 'a live screen of all queues', load: () => import('./commands/top.js') },
  doctor: {
    summary: 'what is wrong, and what mends it',
    load: () => import('./commands/doctor.js'),
  },
  bench: { summary: 'what this machine can do', load: () => import('./commands/bench.js') },
  proxy: {
    summary: 'UDP into a queue, and workers behind it',
    load: () => import('./commands/proxy.js'),
  },
  completion: { summary: 'for bash, zsh and fish', load: () => import('./commands/completion.js') },
}
