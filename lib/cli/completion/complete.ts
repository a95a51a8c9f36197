/** What may come next on a command line: commands, flags, choices, keys of queues that are there. */
import type { Command, Option } from 'commander'
import { MessageQueue } from '../../index.js'
import { catalogue } from '../catalogue.js'
import { nameOf } from '../target.js'
import { plural } from '../units.js'
import { userName } from '../users.js'

export interface Candidate {
  readonly value: string
  readonly description: string
}

/** @param words - behind `sysvmq`; the last one is being typed, and may be empty */
export async function complete(words: readonly string[]): Promise<Candidate[]> {
  const current = words.at(-1) ?? ''
  const found = await candidates(words.slice(0, -1), current)
  return found.filter(({ value }) => value.startsWith(current))
}

async function candidates(before: readonly string[], current: string): Promise<Candidate[]> {
  const [name] = before
  if (name === undefined || (name === 'help' && before.length === 1)) return commands()
  const entry = Object.hasOwn(catalogue, name) ? catalogue[name] : undefined
  if (entry === undefined) return []
  const command = (await entry.load()).make()
  const option = command.options.find((option) => option.required && isNamed(option, before.at(-1)))
  if (option) return choices(option.argChoices)
  return current.startsWith('-') ? flags(command) : values(command, before.slice(1))
}

function isNamed({ long, short }: Option, word: string | undefined): boolean {
  return word !== undefined && (word === long || word === short)
}

function commands(): Candidate[] {
  const all = Object.entries(catalogue)
  return [
    ...all.map(([value, { summary }]) => ({ value, description: summary })),
    { value: 'help', description: 'of a command' },
  ]
}

function flags(command: Command): Candidate[] {
  const help = { value: '--help', description: 'how to use it' }
  const options = command.options.map(({ long, description }) => ({
    value: `${long}`,
    description,
  }))
  return [...options, help]
}

/** Of the argument that is next: keys of queues where one is meant. */
function values(command: Command, before: readonly string[]): Candidate[] {
  const given = before.filter((word, index) => {
    const flag = command.options.find((option) => isNamed(option, before[index - 1]))
    return !word.startsWith('-') && !flag?.required
  })
  const { registeredArguments: all } = command
  const argument = all[given.length] ?? all.find(({ variadic }) => variadic)
  return ['KEY', 'FROM', 'TO'].includes(`${argument?.name()}`)
    ? keys()
    : choices(argument?.argChoices)
}

function choices(values: readonly string[] = []): Candidate[] {
  return values.map((value) => ({ value, description: '' }))
}

function keys(): Candidate[] {
  return MessageQueue.list().map((queue) => ({
    value: nameOf(queue),
    description: `${plural(queue.messages, 'message')}, ${userName(queue.uid)}`,
  }))
}
