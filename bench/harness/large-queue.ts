/** Whether a queue above kernel.msgmnb can be had here. */
import { Stage } from './stage.js'

export const largeQueue = 1024 * 1024

/** By trying it: why not, undefined when it can. */
export async function queueProblem(
  maxBytes: number,
  signal: AbortSignal,
): Promise<string | undefined> {
  await using stage = new Stage(signal)
  try {
    await stage.queue(maxBytes)
    return undefined
  } catch (error) {
    signal.throwIfAborted()
    return (
      `a queue of ${maxBytes} bytes needs CAP_SYS_RESOURCE or a larger kernel.msgmnb ` +
      `(${(error as Error).message}); bench/README.md says how to get one`
    )
  }
}

export const largeQueueProblem = (signal: AbortSignal) => queueProblem(largeQueue, signal)
