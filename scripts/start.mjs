// The one way in: `npm run demo`, `npm start`, `npm test`, `npm run check`, `npm run bench`.
// Runs on any Node from 20, with nothing installed. It puts in place what is missing (packages, screens) and then
// hands over to the pinned Node.
import { spawn } from 'node:child_process'
import { existsSync } from 'node:fs'
import { buildScreens } from './screens.mjs'
import { installPackages } from './packages.mjs'
import { compiled, node, root, say } from './place.mjs'

const [mode = 'serve', ...rest] = process.argv.slice(2)

try {
  await installPackages()
  if (mode !== 'check' && mode !== 'bench') await buildScreens()
} catch (error) {
  say(error.message)
  process.exit(1)
}

const checks = mode === 'test' || mode === 'check'
if (!existsSync(node)) {
  say('The pinned Node is missing: run "npm ci", then this again.')
  process.exit(1)
}
handOver(program())

function program() {
  if (checks) return ['scripts/test.mjs', mode, ...rest]
  return mode === 'bench' ? ['bench/bench.ts', ...rest] : ['src/app/main.ts', mode, ...rest]
}

/** Runs the real program and ends as it ends. */
function handOver(line) {
  // In a process group of its own: Ctrl+C reaches us (from the terminal and, a second time, from npm), and only we
  // decide how often it is told. A second Ctrl+C means "now".
  const child = spawn(node, line, {
    cwd: root,
    stdio: 'inherit',
    detached: process.platform !== 'win32',
    env: checks ? process.env : { NODE_COMPILE_CACHE: compiled, ...process.env },
  })
  const told = new Map()
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) {
    process.on(signal, () => {
      const now = Date.now()
      if (now - (told.get(signal) ?? 0) < 500) return
      told.set(signal, now)
      child.kill(signal === 'SIGHUP' ? 'SIGTERM' : signal)
    })
  }
  // npm, told to stop, stops at once and tells only the shell between us. When that is gone, we are meant too.
  const parent = process.ppid
  if (process.env.npm_lifecycle_event) {
    setInterval(() => process.ppid !== parent && child.kill('SIGTERM'), 250).unref()
  }
  child.on('error', (error) => {
    say(error.message)
    process.exit(1)
  })
  child.on('exit', (code, signal) => process.exit(code ?? (signal === 'SIGINT' ? 130 : 1)))
}
