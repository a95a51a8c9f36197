/** The options of a pool with their defaults, checked before anything is started. */
import { availableParallelism } from 'node:os'
import { resolve } from 'node:path'
import type { Writable } from 'node:stream'
import { fileURLToPath } from 'node:url'
import { checkInteger, checkOptions, wrongType, wrongValue } from '../arguments.js'
import type { WorkerPoolOptions } from './pool-options.js'
import { type PoolSignal, poolSignals } from './pool-signals.js'

/** Each option as it is used. */
export interface PoolSettings {
  readonly script: string
  readonly size: number
  readonly args: readonly string[]
  readonly env: NodeJS.ProcessEnv
  /** undefined: what fork() makes of this process's, without --eval. */
  readonly execArgv: readonly string[] | undefined
  readonly cwd: string
  readonly startTimeout: number
  readonly stopTimeout: number
  readonly heartbeatInterval: number
  readonly heartbeatTimeout: number
  readonly restartIntensity: number
  readonly restartPeriod: number
  readonly restartDelay: number
  readonly maxRestartDelay: number
  readonly maxMessages: number
  readonly maxMemory: number
  readonly recycleJitter: number
  readonly stdout: Writable
  readonly stderr: Writable
  readonly signals: readonly PoolSignal[]
}

const unlimited = Number.POSITIVE_INFINITY
/** The longest that a timer of Node can run. */
export const timeMax = 2 ** 31 - 1

export function checkSize(size: unknown): number {
  return checkInteger('size', size, 0, 1024)
}

/** A number that may be Infinity. */
function checkLimit(name: string, value: unknown, min: number, max: number): number {
  return value === unlimited ? value : checkInteger(name, value, min, max)
}

function checkScript(script: unknown): string {
  if (typeof script !== 'string' && !(script instanceof URL)) {
    throw wrongType('script', 'a URL or a path', script)
  }
  const text = `${script}`
  if (text.startsWith('file:')) return fileURLToPath(text)
  if (text === '' || script instanceof URL)
    throw wrongValue('script', 'a file: URL or a path', text)
  return resolve(text)
}

function checkStrings(name: string, value: unknown): readonly string[] {
  if (!Array.isArray(value) || !value.every((text) => typeof text === 'string')) {
    throw wrongType(name, 'an array of strings', value)
  }
  return [...value]
}

function checkEnv(env: unknown): NodeJS.ProcessEnv {
  if (typeof env !== 'object' || env === null) throw wrongType('env', 'an object', env)
  return { ...env }
}

function checkCwd(cwd: unknown): string {
  if (typeof cwd !== 'string') throw wrongType('cwd', 'a string', cwd)
  return resolve(cwd)
}

function checkShare(name: string, value: unknown): number {
  if (typeof value !== 'number') throw wrongType(name, 'a number', value)
  if (!(value >= 0 && value <= 1)) throw wrongValue(name, 'from 0 to 1', value)
  return value
}

/** Whatever has the methods of a Writable that are used. */
function checkDestination(name: string, value: Writable): Writable {
  if (typeof value?.write !== 'function' || typeof value.on !== 'function') {
    throw wrongType(name, 'a Writable', value)
  }
  return value
}

function checkSignals(value: unknown): readonly PoolSignal[] {
  if (typeof value === 'boolean') return value ? poolSignals : []
  if (!Array.isArray(value)) throw wrongType('signals', 'a boolean or an array of signals', value)
  const other = value.find((signal) => !poolSignals.includes(signal))
  if (other !== undefined) throw wrongValue('signals', `of ${poolSignals.join(', ')}`, other)
  return [...value]
}

export function checkPoolOptions(options: WorkerPoolOptions): PoolSettings {
  // The script is needed: undefined is refused as any other wrong type.
  if (options === undefined) throw wrongType('options', 'an object', options)
  checkOptions('options', options)
  const time = (name: TimeOption, standard: number, min = 1, max = timeMax) =>
    checkInteger(name, options[name] ?? standard, min, max)
  return {
    script: checkScript(options.script),
    size: checkSize(options.size ?? availableParallelism()),
    args: checkStrings('args', options.args ?? []),
    env: checkEnv(options.env ?? {}),
    execArgv:
      options.execArgv === undefined ? undefined : checkStrings('execArgv', options.execArgv),
    cwd: checkCwd(options.cwd ?? process.cwd()),
    startTimeout: time('startTimeout', 30_000),
    stopTimeout: time('stopTimeout', 10_000, 0),
    heartbeatInterval: time('heartbeatInterval', 1000),
    heartbeatTimeout: checkLimit(
      'heartbeatTimeout',
      options.heartbeatTimeout ?? 30_000,
      1,
      timeMax,
    ),
    restartIntensity: checkLimit('restartIntensity', options.restartIntensity ?? 5, 0, 1_000_000),
    restartPeriod: time('restartPeriod', 10_000),
    restartDelay: time('restartDelay', 100, 0),
    maxRestartDelay: time('maxRestartDelay', 30_000, 0),
    maxMessages: checkLimit(
      'maxMessages',
      options.maxMessages ?? unlimited,
      1,
      Number.MAX_SAFE_INTEGER,
    ),
    maxMemory: checkLimit('maxMemory', options.maxMemory ?? unlimited, 1, Number.MAX_SAFE_INTEGER),
    recycleJitter: checkShare('recycleJitter', options.recycleJitter ?? 0.1),
    stdout: checkDestination('stdout', options.stdout ?? process.stdout),
    stderr: checkDestination('stderr', options.stderr ?? process.stderr),
    signals: checkSignals(options.signals ?? false),
  }
}

type TimeOption =
  | 'startTimeout'
  | 'stopTimeout'
  | 'heartbeatInterval'
  | 'restartPeriod'
  | 'restartDelay'
  | 'maxRestartDelay'
