import t from 'tap'
import { catalogue } from '../../lib/cli/catalogue.js'
import { complete } from '../../lib/cli/completion/complete.js'
import { absent } from '../interop/peers.js'
import { keyedQueue, privateQueue } from '../support/queue.js'
import { cli, main, start } from './run.js'

async function next(...words: string[]): Promise<string[]> {
  return (await complete(words)).map(({ value }) => value)
}

t.test('commands, flags and choices', async (t) => {
  t.same(await next(''), [...Object.keys(catalogue), 'help'])
  t.same(await next(), [...Object.keys(catalogue), 'help'])
  t.same(await next('help', 're'), ['remove', 'receive'])
  t.same(await next('rec'), ['receive'])
  t.same(await next('receive', '--f'), ['--follow', '--format'])
  t.same(await next('receive', '--format', 'j'), ['jsonl'])
  t.same(await next('list', '--he'), ['--help'])
  t.same(await next('completion', ''), ['bash', 'zsh', 'fish', 'words'])
  t.same(await next('unknown', ''), [])
  t.same(await next('receive', '--timeout', ''), [])
})

t.test('keys of the queues that are there, where a KEY is meant', async (t) => {
  const key = `0x${keyedQueue(t).key.toString(16).padStart(8, '0')}`
  const id = `id:${privateQueue(t).id}`
  for (const words of [['stat'], ['move', key], ['remove', key, key], ['receive', '--type', '5']]) {
    const found = await next(...words, '')
    t.ok(found.includes(key) && found.includes(id), words.join(' '))
  }
  t.same(await next('stat', key.slice(0, -1)), [key])
  t.same(await next('stat', key, ''), [], 'stat takes one')
  t.same(await next('send', key, ''), [], 'a TEXT is no KEY')
  const text = await cli(t, ['completion', 'words', '--', 'stat', key])
  t.match(text.stdout, new RegExp(`^${key}\t0 messages, \\w+\n$`))
  const { stdout } = await cli(t, ['completion', 'words', '--json', '--', 'stat', key])
  t.match(JSON.parse(stdout), [{ value: key, description: /^0 messages, \w+$/ }])
})

t.test('a shell and nothing else', async (t) => {
  t.equal((await cli(t, ['completion', 'bash', 'zsh'])).code, 2)
  t.equal((await cli(t, ['completion', 'tcsh'])).code, 2)
  t.match(JSON.parse((await cli(t, ['completion', 'zsh', '--json'])).stdout), { shell: 'zsh' })
})

/** Each asks its shell to complete what was typed, and prints what the shell has found. */
const shells = {
  bash: `source <(sysvmq completion bash)
    ask() { COMP_WORDS=("$@"); COMP_CWORD=$(($# - 1)); _sysvmq; echo "\${COMPREPLY[*]}"; }`,
  fish: `sysvmq completion fish | source
    function ask; complete -C "$argv" | string split -f 1 \\t; end`,
} as const

for (const shell of ['bash', 'fish'] as const) {
  const reason = absent(shell, ['-c', 'true'], `${shell} is not installed`)
  t.test(`in ${shell}`, { skip: reason }, async (t) => {
    const key = `0x${keyedQueue(t).key.toString(16).padStart(8, '0')}`
    const command =
      shell === 'bash'
        ? `sysvmq() { '${process.execPath}' '${main}' "$@"; }`
        : `function sysvmq; '${process.execPath}' '${main}' $argv; end`
    const ask = async (...words: string[]) => {
      const line = `${command}\n${shells[shell]}\nask ${words.map((word) => `'${word}'`).join(' ')}`
      return (await start(t, shell, ['-c', line]).ended).stdout.trim().split(/\s+/)
    }
    const typed = (...words: string[]) => (shell === 'bash' ? words : [words.join(' ')])
    t.same(await ask(...typed('sysvmq', 'rec')), ['receive'])
    t.same(await ask(...typed('sysvmq', 'receive', '--fo')), ['--follow', '--format'])
    t.same(await ask(...typed('sysvmq', 'stat', key.slice(0, -1))), [key])
  })
}

const noZsh = absent('zsh', ['-c', 'true'], 'zsh is not installed')
t.test('in zsh', { skip: noZsh }, async (t) => {
  // Its completion needs a terminal; that it loads, and what it would offer, does not.
  const line = `sysvmq() { '${process.execPath}' '${main}' "$@" }
    autoload -U compinit; compinit -u -D; source <(sysvmq completion zsh)
    _describe() { print -l $found }; words=(sysvmq rec); CURRENT=2; _sysvmq`
  const { stdout, stderr } = await start(t, 'zsh', ['-fc', line]).ended
  t.equal(stderr, '')
  t.match(stdout, /^receive:take messages/)
})
