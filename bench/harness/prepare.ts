/** Builds what a run needs: the C programs, and the npm peers once. */
import { execFile } from 'node:child_process'
import { existsSync } from 'node:fs'
import { createRequire } from 'node:module'
import { promisify } from 'node:util'
import { benchFolder, buildFolder } from './paths.js'

const run = promisify(execFile)
const require = createRequire(`${benchFolder}package.json`)

export async function buildCPrograms(): Promise<void> {
  try {
    await run('cmake', ['-S', benchFolder, '-B', buildFolder])
    await run('cmake', ['--build', buildFolder])
  } catch (error) {
    const { stdout, stderr, message } = error as Error & { stdout?: string; stderr?: string }
    throw new Error(`The C programs can't be built: ${stdout}${stderr || message}`)
  }
}

let installError: string | undefined

/** Without the peers the rest can still be measured: they are named as absent, with the reason. */
export async function installPeers(): Promise<void> {
  if (existsSync(`${benchFolder}node_modules`)) return
  try {
    await run('npm', ['ci', '--prefix', benchFolder, '--no-audit', '--no-fund'])
  } catch (error) {
    const { stderr, message } = error as Error & { stderr?: string }
    const line = stderr?.split('\n').find((text) => text.startsWith('npm error')) ?? message
    installError = `npm ci failed: ${line}`
  }
}

/** Why an npm package of bench/package.json can't be used; undefined when it can. */
export async function peerProblem(name: string): Promise<string | undefined> {
  try {
    await run(process.execPath, ['-e', `require(${JSON.stringify(require.resolve(name))})`])
    return undefined
  } catch (error) {
    const { stderr, message } = error as Error & { stderr?: string }
    const reason = /^Error: .*$/m.exec(stderr ?? '')?.[0] ?? message.split('\n', 1)[0]
    return installError ?? reason ?? 'it does not load'
  }
}

/** A package of bench/package.json, seen as the part that a peer uses. */
export function loadPeer<T>(name: string): T {
  return require(name) as T
}
