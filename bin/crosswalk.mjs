#!/usr/bin/env node
// The `crosswalk` command. The sources are TypeScript, which Node runs itself from 22.18 on; under an older Node the
// pinned one takes over.
import { spawn } from 'node:child_process'
import { existsSync } from 'node:fs'
import module from 'node:module'
import { fileURLToPath } from 'node:url'

const main = new URL('../src/app/main.ts', import.meta.url)
const [major = 0, minor = 0] = process.versions.node.split('.').map(Number)

if (major > 22 || (major === 22 && minor >= 18)) {
  // Half a second less at every start but the first; where the folder cannot be written, nothing happens.
  module.enableCompileCache?.(fileURLToPath(new URL('../node_modules/.cache/crosswalk', import.meta.url)))
  await import(main.href)
} else {
  const pinned = fileURLToPath(new URL('../node_modules/node/bin/node', import.meta.url))
  if (!existsSync(pinned)) {
    process.stderr.write(`Crosswalk needs Node 22.18 or newer; this is ${process.versions.node}.\n`)
    process.exit(1)
  }
  const child = spawn(pinned, [fileURLToPath(main), ...process.argv.slice(2)], { stdio: 'inherit' })
  for (const signal of ['SIGINT', 'SIGTERM']) process.on(signal, () => child.kill(signal))
  child.on('exit', (code) => process.exit(code ?? 1))
}
