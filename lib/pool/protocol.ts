/** What a pool and its workers tell each other: settings by the environment, reports by IPC. */

/** The variable that makes a process a pool's worker. */
const settingsVariable = 'SYSVMQ_POOL_WORKER'

/** Descriptor of the lifeline in a worker: its other end closes with the pool's process. */
export const lifelineDescriptor = 4

export interface WorkerSettings {
  readonly index: number
  /** Times in milliseconds. */
  readonly heartbeatInterval: number
  readonly stopTimeout: number
  /** Messages after which it says that it is due; null for never. */
  readonly maxMessages: number | null
}

/** What a worker tells of itself. */
export interface WorkerReport {
  readonly sysvmq: 'ready' | 'heartbeat' | 'due' | 'end'
  /** Messages that its readables have handed out, ever. */
  readonly messages: number
  /** Resident set size in bytes. */
  readonly memory: number
}

export function isReport(value: unknown): value is WorkerReport {
  return typeof value === 'object' && value !== null && 'sysvmq' in value
}

export function settingsToEnv(settings: WorkerSettings): NodeJS.ProcessEnv {
  return { [settingsVariable]: JSON.stringify(settings) }
}

/** Takes the settings out of the environment, so that what the worker starts does not have them. */
export function takeSettings(): WorkerSettings | null {
  const text = process.env[settingsVariable]
  delete process.env[settingsVariable]
  return text === undefined || process.send === undefined ? null : JSON.parse(text)
}
