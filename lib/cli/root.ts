/** `sysvmq` without one of its commands: help, version, and what was mistyped. */
import { createRequire } from 'node:module'
import { catalogue } from './catalogue.js'
import { newCommand } from './command.js'
import { exitCodeHelp } from './exit-codes.js'
import { targetHelp } from './target.js'

function version(): string {
  // By name: the compiled file and the bundle lie in different folders.
  const { version } = createRequire(import.meta.url)('sysvmq/package.json') as { version: string }
  return version
}

export async function runRoot(args: readonly string[]): Promise<unknown> {
  const root = newCommand('sysvmq', 'System V message queues: look at them, use them, mend them.')
    .usage('COMMAND [options]')
    .version(version(), '--version')
    .addHelpText(
      'after',
      `
${targetHelp}

${exitCodeHelp}

Each command has examples: \`sysvmq COMMAND --help\`. Colours are for terminals, and off with NO_COLOR.`,
    )
  for (const [name, { summary }] of Object.entries(catalogue)) root.command(name).summary(summary)
  root
    .command('help [command]')
    .summary('this text, or that of a command')
    .action(async (name: string | undefined) => {
      const entry = catalogue[name ?? '']
      if (name !== undefined && entry === undefined) root.error(`unknown command '${name}'`)
      const command = entry && (await entry.load()).make().name(`sysvmq ${name}`)
      ;(command ?? root).help()
    })
  if (args.length === 0) root.help()
  return root.parseAsync(args, { from: 'user' })
}
