/** Keys from files, the same as ftok(3) of C, PHP, Perl and Python. */
import { checkInteger, wrongType, wrongValue } from './arguments.js'
import { queueError } from './errors.js'
import { native } from './native.js'

/**
 * Makes a key of a file that exists and a project id, as ftok(3): other programs that do the same get
 * the same key, as long as the file is not made anew.
 *
 * @param path - a file or directory that exists
 * @param projectId - 1 to 255, or one character of ASCII
 * @returns the key, unsigned
 * @throws QueueError ENOENT, EACCES, ENOTDIR; ERR_INVALID_ARG_TYPE, ERR_INVALID_ARG_VALUE
 * @example
 * const queue = MessageQueue.create(ftok('/var/lib/app', 'q'))
 */
export function ftok(path: string, projectId: number | string): number {
  if (typeof path !== 'string') throw wrongType('path', 'a string', path)
  if (path.includes('\0')) throw wrongValue('path', 'without NUL bytes', path)
  const key = native.ftok(path, parseProjectId(projectId))
  if (key < 0) throw queueError(-key, 'ftok', {}, path)
  return key
}

function parseProjectId(projectId: unknown): number {
  if (typeof projectId !== 'string') return checkInteger('projectId', projectId, 1, 255)
  const code = projectId.charCodeAt(0)
  // One byte in C; beyond ASCII it would depend on the encoding.
  if (projectId.length !== 1 || code === 0 || code > 127) {
    throw wrongValue('projectId', 'one character of ASCII, or 1 to 255', projectId)
  }
  return code
}
