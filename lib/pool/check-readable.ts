/** A script that is not there is told of before any process is started to find that out. */
import { accessSync, constants } from 'node:fs'
import { PoolError } from './pool-error.js'

/** @throws PoolError ERR_WORKER_START */
export function checkReadable(script: string): void {
  try {
    accessSync(script, constants.R_OK)
  } catch (cause) {
    const { code } = cause as NodeJS.ErrnoException
    const why = code === 'ENOENT' ? 'there is no such file' : `it can't be read: ${code}`
    throw new PoolError('ERR_WORKER_START', `can't start ${script}: ${why}`, undefined, cause)
  }
}
