/** sysvmq completion: the script that a shell loads, and what it asks. */
import { Argument } from 'commander'
import { type CommonOptions, newCommand, usageError } from '../command.js'
import { complete } from '../completion/complete.js'
import { type Shell, scripts } from '../completion/scripts.js'
import { printJson, printLines } from '../print.js'

async function completion(
  shell: string,
  words: readonly string[],
  { json }: CommonOptions,
): Promise<void> {
  if (shell === 'words') {
    const found = await complete(words)
    if (json) await printJson(found)
    else await printLines(found.map(({ value, description }) => `${value}\t${description}`))
    return
  }
  if (words.length > 0) throw usageError('which shell? One is enough')
  const script = scripts[shell as Shell]
  if (json) await printJson({ shell, script })
  else await printLines([script.trimEnd()])
}

export function make() {
  return newCommand('completion', 'Completion of commands, flags and keys of queues for a shell.')
    .addArgument(
      new Argument('<SHELL>', 'whose script to print').choices([...Object.keys(scripts), 'words']),
    )
    .argument('[WORDS...]', 'of `words`, which the scripts call: what may come behind these')
    .addHelpText(
      'after',
      `
Examples:
  echo 'source <(sysvmq completion bash)' >> ~/.bashrc
  sysvmq completion zsh > "\${fpath[1]}/_sysvmq"
  sysvmq completion fish > ~/.config/fish/completions/sysvmq.fish`,
    )
    .action(completion)
}
