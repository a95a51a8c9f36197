/** Whether the limits do for a load: so large messages, so many waiting, so many a second. */
import { formatBytes } from '../units.js'
import type { Facts } from './facts.js'
import { type Finding, note, ok, wrong } from './finding.js'

/** What the user means to do; what is left out is not looked at. */
export interface Load {
  /** Bytes. */
  readonly messageSize?: number
  /** Messages that wait at most. */
  readonly depth?: number
  /** Messages a second. */
  readonly rate?: number
}

/** What the kernel needs for a message beside its bytes (struct msg_msg and its list). */
const overhead = 66

/** A reader may be off for so long without a full queue, in s: less is a queue that is always full. */
const pause = 0.1

function sysctl(name: string, value: number): string {
  const setting = `kernel.${name}=${value}`
  return `sudo sysctl -w ${setting} && echo ${setting} | sudo tee /etc/sysctl.d/60-sysvmq-${name}.conf`
}

export function checkMessageSize({ limits: { msgmax } }: Facts, { messageSize }: Load): Finding {
  if (messageSize === undefined || messageSize <= msgmax) {
    return ok('kernel.msgmax', `a message may have ${msgmax} bytes`)
  }
  const text = `a message of ${messageSize} bytes is over kernel.msgmax, ${msgmax}`
  return wrong('kernel.msgmax', text, sysctl('msgmax', messageSize))
}

export function checkDepth({ limits: { msgmnb } }: Facts, load: Load): Finding {
  const { messageSize = 1, depth } = load
  // The number of messages counts against the same limit.
  const need = Math.max(1, messageSize) * (depth ?? 1)
  if (need > msgmnb) {
    const text = `${depth ?? 1} messages of ${messageSize} bytes need ${need} bytes; a queue gets kernel.msgmnb, ${msgmnb}`
    const set = `sysvmq set KEY --max-bytes ${need}   # for a queue that is there already`
    return wrong('kernel.msgmnb', text, `${sysctl('msgmnb', need)}; ${set}`)
  }
  return ok('kernel.msgmnb', `a queue gets ${msgmnb} bytes, which ${depth ?? msgmnb} messages fit`)
}

export function checkRate({ limits: { msgmnb } }: Facts, load: Load): Finding[] {
  const { rate, messageSize = 1 } = load
  if (rate === undefined) return []
  const seconds = msgmnb / Math.max(1, messageSize) / rate
  const text = `at ${rate} messages/s a queue is full after ${seconds.toPrecision(2)} s without its reader`
  if (seconds >= pause) return [ok('rate', text)]
  return [wrong('rate', text, sysctl('msgmnb', Math.ceil(rate * pause * Math.max(1, messageSize))))]
}

export function checkMemory(facts: Facts, { messageSize = 0, depth = 0 }: Load): Finding {
  const { limits, memoryAvailable } = facts
  const held = limits.bytes + limits.messages * overhead
  const need = (messageSize + overhead) * depth
  const text = `waiting messages hold ${held} bytes, which can't be swapped; ${formatBytes(memoryAvailable)} are available`
  if (need < memoryAvailable / 2) return ok('memory', text)
  const advice = `sysvmq doctor --depth ${Math.floor(memoryAvailable / 2 / (messageSize + overhead))}`
  return wrong(
    'memory',
    `${text}, and this load needs ${formatBytes(need)}`,
    `${advice}   # at most`,
  )
}

export function checkNumber({ limits: { queues, msgmni } }: Facts): Finding {
  const text = `${queues} queues of ${msgmni}`
  if (queues < msgmni * 0.8) return ok('kernel.msgmni', text)
  return wrong('kernel.msgmni', text, sysctl('msgmni', msgmni * 2))
}

export function checkRights({ mayRaiseLimits, mayUseAll, limits }: Facts): Finding[] {
  return [
    mayRaiseLimits
      ? ok('CAP_SYS_RESOURCE', 'yes: --max-bytes may be above kernel.msgmnb')
      : note(
          'CAP_SYS_RESOURCE',
          `no: --max-bytes may be ${limits.msgmnb} at most`,
          'docker run --cap-add SYS_RESOURCE ...   # or raise kernel.msgmnb',
        ),
    mayUseAll
      ? ok('CAP_IPC_OWNER', 'yes: all queues may be read and written')
      : note('CAP_IPC_OWNER', 'no: of the queues of others, what their mode allows'),
  ]
}
