import { readFileSync } from 'node:fs'
import t from 'tap'
import { catalogue } from '../../lib/cli/catalogue.js'
import { root } from '../support/root.js'
import { cli } from './run.js'

t.test('without a command, and with help, all commands and exit codes', async (t) => {
  const bare = await cli(t, [])
  t.equal(bare.code, 0)
  for (const name of Object.keys(catalogue)) t.match(bare.stdout, `\n  ${name} `)
  t.match(bare.stdout, 'Exit codes:')
  t.same(await cli(t, ['help']), bare)
  t.same(await cli(t, ['--help']), bare)
})

t.test('each command has a help with examples', async (t) => {
  for (const name of Object.keys(catalogue)) {
    const { code, stdout, stderr } = await cli(t, [name, '--help'])
    t.equal(code, 0)
    t.equal(stderr, '')
    t.match(stdout, `Usage: sysvmq ${name} `)
    t.match(stdout, /Examples:\n {2}\S/)
    t.match(stdout, '--json')
  }
  const direct = await cli(t, ['list', '--help'])
  t.same(await cli(t, ['help', 'list']), direct)
})

t.test('the version is that of the package', async (t) => {
  const { version } = JSON.parse(readFileSync(`${root}package.json`, 'utf8'))
  t.equal((await cli(t, ['--version'])).stdout, `${version}\n`)
})
