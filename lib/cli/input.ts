/** Input of a command: stdin, or a file that is named. */
import { createReadStream, fstatSync, openSync, readFileSync } from 'node:fs'
import { Socket } from 'node:net'
import { addAbortSignal, type Readable } from 'node:stream'
import { exitCode } from './exit-codes.js'
import { Failure } from './failure.js'

export interface Input {
  /** Bytes of a regular file that are to come; 0 for anything else. */
  readonly size: number
  /** The bytes; of a regular file as often as it is called. Ends with the signal's reason when that fires. */
  read(): AsyncIterable<Buffer>
}

/** @param file - its path; undefined or "-" for stdin */
export function openInput(file: string | undefined, signal: AbortSignal): Input {
  try {
    const fd = file === undefined || file === '-' ? 0 : openSync(file, 'r')
    const stat = fstatSync(fd)
    if (stat.isDirectory()) throw new Error(`"${file}" is a directory`)
    if (!stat.isFile()) return { size: 0, read: () => stopping(pipeOrTerminal(fd), signal) }
    const start = Number(/^pos:\s*(\d+)/.exec(readFileSync(`/proc/self/fdinfo/${fd}`, 'utf8'))?.[1])
    return {
      size: stat.size - start,
      read: () => stopping(createReadStream('', { fd, start, autoClose: false }), signal),
    }
  } catch (error) {
    throw new Failure(exitCode.usage, `can't read the input: ${(error as Error).message}`)
  }
}

/** Not read by libuv's threads, which a read that waits would hold up at the exit. */
function pipeOrTerminal(fd: number): Readable {
  return fd === 0 ? process.stdin : new Socket({ fd, writable: false })
}

function stopping(stream: Readable, signal: AbortSignal): Readable {
  return addAbortSignal(signal, stream)
}
