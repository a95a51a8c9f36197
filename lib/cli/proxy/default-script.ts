/** The file of worker.ts: beside this one when compiled, and in the bundle, too. */
import { fileURLToPath } from 'node:url'

export const defaultScript = fileURLToPath(new URL('./worker.js', import.meta.url))
