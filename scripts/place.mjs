import { spawn } from 'node:child_process'
import { fileURLToPath } from 'node:url'

/** The folder of package.json, with a slash at its end. */
export const root = fileURLToPath(new URL('../', import.meta.url))

/** The pinned Node, a package of ours; the one running this may be older. */
export const node = `${root}node_modules/node/bin/node${process.platform === 'win32' ? '.exe' : ''}`

/** Where Node keeps what it made of our sources and packages; half a second less at every start but the first. */
export const compiled = `${root}node_modules/.cache/crosswalk`

/** One line to the person at the terminal. */
export const say = (text) => void process.stdout.write(`${text}\n`)

/** Runs a program to its end; resolves to its exit code and everything it said. */
export const run = (program, args, options = {}) =>
  new Promise((resolve, reject) => {
    const child = spawn(program, args, { cwd: root, stdio: ['ignore', 'pipe', 'pipe'], ...options })
    let said = ''
    child.stdout?.on('data', (chunk) => (said += chunk))
    child.stderr?.on('data', (chunk) => (said += chunk))
    child.on('error', reject)
    child.on('close', (code) => resolve({ code: code ?? 1, said }))
  })
