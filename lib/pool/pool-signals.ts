/** The signals of a pool, as gunicorn and nginx have them; listened to only while it runs. */

export const poolSignals = ['SIGTERM', 'SIGINT', 'SIGHUP', 'SIGTTIN', 'SIGTTOU'] as const

/** A signal that a WorkerPool can handle. */
export type PoolSignal = (typeof poolSignals)[number]

/** What the signals ask for. */
export interface SignalActions {
  stop(): void
  reload(): void
  grow(): void
  shrink(): void
}

const action: Record<PoolSignal, keyof SignalActions> = {
  SIGTERM: 'stop',
  SIGINT: 'stop',
  SIGHUP: 'reload',
  SIGTTIN: 'grow',
  SIGTTOU: 'shrink',
}

export class PoolSignals {
  readonly #listeners: (readonly [PoolSignal, () => void])[]

  constructor(signals: readonly PoolSignal[], actions: SignalActions) {
    this.#listeners = signals.map((signal) => [signal, () => actions[action[signal]]()])
  }

  listen(): void {
    for (const [signal, listener] of this.#listeners) process.on(signal, listener)
  }

  /** Restores what each signal did before, unless others listen to it. */
  ignore(): void {
    for (const [signal, listener] of this.#listeners) process.off(signal, listener)
  }
}
