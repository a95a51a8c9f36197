/** Results on stdout, for commands that print little. */
import { Output } from './output.js'

let output: Output | undefined

/** Lines as they are. */
export async function printLines(lines: readonly string[]): Promise<void> {
  output ??= new Output()
  await output.write(lines.map((line) => `${line}\n`).join(''))
}

/** One line of JSON. */
export async function printJson(value: unknown): Promise<void> {
  await printLines([JSON.stringify(value)])
}

/** The result of a command that does something: JSON if asked for, or a sentence. */
export async function report(json: boolean | undefined, value: object, text: string) {
  if (json) await printJson(value)
  else await printLines([text])
}
