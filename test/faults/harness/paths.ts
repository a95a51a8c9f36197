/** Where things are; this file runs from dist/test/faults/harness/. */
import { fileURLToPath } from 'node:url'

export const root = fileURLToPath(new URL('../../../../', import.meta.url))

/** Where CMake builds the programs of test/faults/native. */
export const nativeBuild = `${root}build/faults`

/** A tree of its own, with the addon under AddressSanitizer and UndefinedBehaviorSanitizer. */
export const sanitizedTree = `${root}build/asan`

/** A fixture as compiled, in the usual tree or the sanitized one. */
export function fixturePath(name: string, sanitized: boolean): string {
  return `${sanitized ? `${sanitizedTree}/` : root}dist/test/faults/fixtures/${name}.js`
}
