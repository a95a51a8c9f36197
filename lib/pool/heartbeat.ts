/** Whether somebody who says something every so often has fallen silent. */

export class Heartbeat {
  readonly #interval: number
  readonly #limit: number
  readonly #timer: NodeJS.Timeout
  #missed = 0

  /**
   * Silence is counted in this process's own ticks, not by the clock: a pool that was busy or stopped
   * itself has not read what its workers said meanwhile.
   *
   * @param timeout - in ms, as is the interval
   * @param silent - called once, with the milliseconds of silence
   */
  constructor(interval: number, timeout: number, silent: (milliseconds: number) => void) {
    this.#interval = interval
    // One more: the first tick may come right after a beat.
    this.#limit = Math.ceil(timeout / interval) + 1
    this.#timer = setInterval(() => {
      if (++this.#missed < this.#limit) return
      this.stop()
      silent(this.#missed * this.#interval)
    }, interval)
  }

  beat(): void {
    this.#missed = 0
  }

  stop(): void {
    clearInterval(this.#timer)
  }
}
