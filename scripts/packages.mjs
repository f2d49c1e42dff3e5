import { existsSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { node, root, run, say } from './place.mjs'

/** Runs `npm ci` unless what is installed is what the lock file says. */
export const installPackages = async () => {
  if (await installed()) return
  say('Installing packages (a minute or so, the first time) …')
  const npm = process.env.npm_execpath
  const args = ['ci', '--no-audit', '--no-fund', '--loglevel=error']
  const { code, said } = await (npm ? run(process.execPath, [npm, ...args]) : run('npm', args))
  if (code === 0 && existsSync(node)) return
  throw new Error(`npm ci did not succeed:\n${said}`)
}

// npm writes the second file last, so an installation that was cut off does not look finished.
const installed = async () => {
  if (!existsSync(node)) return false
  const [wanted, present] = await Promise.all([
    packagesOf('package-lock.json'),
    packagesOf('node_modules/.package-lock.json'),
  ])
  return Object.entries(wanted).every(
    ([path, { version, optional, link }]) =>
      path === '' || optional || link || present[path]?.version === version,
  )
}

const packagesOf = async (path) => {
  try {
    return JSON.parse(await readFile(root + path, 'utf8')).packages ?? {}
  } catch {
    return {}
  }
}
