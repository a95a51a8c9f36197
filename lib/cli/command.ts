/** What all commands have in common: flags, errors in one line, and where their result goes. */
import { Command, type CommanderError } from 'commander'
import { exitCode } from './exit-codes.js'
import { Failure } from './failure.js'

/** Flags of each command. */
export interface CommonOptions {
  readonly json?: true
  readonly debug?: true
}

/** A command whose usage errors are thrown as Failures. */
export function newCommand(name: string, summary: string): Command {
  return new Command(name)
    .summary(summary)
    .description(summary)
    .option('--json', 'the result as JSON')
    .option('--debug', 'the stack of an error')
    .helpOption('-h, --help', 'this text')
    .showSuggestionAfterError()
    .exitOverride((error) => {
      throw toUsageFailure(error, name)
    })
    .configureOutput({ writeErr: () => {} })
}

/** Help and version end a command well; all else is a usage error. */
function toUsageFailure(error: CommanderError, name: string): Failure {
  if (error.exitCode === 0) return new Failure(exitCode.ok, '')
  const text = error.message
    .replace(/^error: /, '')
    .replaceAll('\n', ' ')
    .replace(/\.$/, '')
  const help = name === 'sysvmq' ? 'sysvmq --help' : `sysvmq ${name} --help`
  return new Failure(exitCode.usage, `${text}; see \`${help}\``)
}

/** A usage error that no single flag shows. */
export function usageError(message: string): Failure {
  return new Failure(exitCode.usage, message)
}
