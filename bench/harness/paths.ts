/** Where the programs are. */
import { fileURLToPath } from 'node:url'

/** The folder bench/ of the sources; this file runs from dist/bench/harness/. */
export const benchFolder = fileURLToPath(new URL('../../../bench/', import.meta.url))

/** Where CMake builds the programs of bench/c. */
export const buildFolder = fileURLToPath(new URL('../../../build/bench/', import.meta.url))

export function cProgram(name: string): string {
  return buildFolder + name
}

/** The command that runs a compiled program of this folder: 'ours/streams', 'peers/svmq'. */
export function nodeProgram(name: string): readonly string[] {
  return [process.execPath, fileURLToPath(new URL(`../${name}.js`, import.meta.url))]
}

/** The path of a script that an interpreter runs from its source. */
export function script(name: string): string {
  return `${benchFolder}peers/${name}`
}
