// Makes dist/bin: the command in one file, because loading the library's many modules one by one takes
// longer than all that `sysvmq list` does. It is CommonJS: Node starts that sooner, and what a command
// needs of Node is loaded when the command is.
import { chmodSync, rmSync } from 'node:fs'
import { build } from 'esbuild'

const common = { outdir: 'dist/bin', bundle: true, platform: 'node', target: 'node20' }

rmSync('dist/bin', { recursive: true, force: true })
await build({
  ...common,
  entryPoints: { sysvmq: 'dist/lib/cli/main.js' },
  format: 'cjs',
  outExtension: { '.js': '.cjs' },
  define: { 'import.meta.url': 'importMetaUrl' },
  banner: { js: "const importMetaUrl = require('node:url').pathToFileURL(__filename).href" },
})
// Processes of their own, beside the file that starts them.
await build({
  ...common,
  entryPoints: { peer: 'dist/lib/cli/bench/peer.js', worker: 'dist/lib/cli/proxy/worker.js' },
  format: 'esm',
  banner: {
    js: "import { createRequire as makeRequire } from 'node:module'; const require = makeRequire(import.meta.url)",
  },
})
chmodSync('dist/bin/sysvmq.cjs', 0o755)
