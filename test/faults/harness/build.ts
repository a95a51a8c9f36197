/** Builds what the faults need beside the library: programs in C++, and the addon with sanitizers. */
import { execFile } from 'node:child_process'
import { cp, mkdir } from 'node:fs/promises'
import { availableParallelism } from 'node:os'
import { promisify } from 'node:util'
import { nativeBuild, root, sanitizedTree } from './paths.js'

const run = promisify(execFile)

async function build(what: string, ...commands: readonly (readonly string[])[]): Promise<void> {
  try {
    for (const [command, ...args] of commands) await run(command as string, args, { cwd: root })
  } catch (error) {
    const { stdout, stderr, message } = error as Error & { stdout?: string; stderr?: string }
    throw new Error(`${what} can't be built: ${stdout}${stderr || message}`)
  }
}

/** The programs and the library of test/faults/native. */
export function buildPrograms(): Promise<void> {
  return build(
    'test/faults/native',
    ['cmake', '-S', `${root}test/faults/native`, '-B', nativeBuild],
    ['cmake', '--build', nativeBuild, '-j', String(availableParallelism())],
  )
}

/**
 * The package `bindings` takes the addon of the tree that the JavaScript is in, so the sanitized one has
 * a tree: its own package.json, dist/ and build/. What is in node_modules is found above it.
 */
export async function buildSanitized(): Promise<void> {
  await mkdir(sanitizedTree, { recursive: true })
  for (const part of ['package.json', 'dist/lib', 'dist/test']) {
    await cp(`${root}${part}`, `${sanitizedTree}/${part}`, { recursive: true })
  }
  const command = ['node_modules/.bin/cmake-js', 'compile', '--out', `${sanitizedTree}/build`]
  const sanitizers = '--CDSYSVMQ_SANITIZE=address,undefined'
  const flags = '--CDCMAKE_CXX_FLAGS=-fno-sanitize-recover=all'
  const parallel = ['--parallel', String(availableParallelism())]
  await build('the sanitized addon', [...command, sanitizers, flags, ...parallel])
}

/** What is to be preloaded for the sanitized addon: stock Node knows nothing of sanitizers. */
export async function sanitizerRuntimes(): Promise<string> {
  const names = ['libasan.so', 'libubsan.so']
  const found = names.map((name) => run('g++', [`-print-file-name=${name}`]))
  return (await Promise.all(found)).map(({ stdout }) => stdout.trim()).join(':')
}
