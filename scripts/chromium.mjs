import { existsSync } from 'node:fs'
import { run, say } from './place.mjs'

const debian = '/usr/bin/chromium'

/** Where Chromium is, for the browser tests. Installs Debian's when we may; otherwise throws what to do. */
export const findChromium = async () => {
  const chosen = process.env.CHROMIUM_PATH
  if (chosen) {
    if (existsSync(chosen)) return chosen
    throw new Error(`CHROMIUM_PATH names ${chosen}, which does not exist.`)
  }
  if (existsSync(debian)) return debian
  if (process.getuid?.() === 0 && existsSync('/usr/bin/apt-get')) {
    say('Installing Chromium from Debian’s packages …')
    const environment = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' }
    const updated = await run('apt-get', ['update', '-q'], { env: environment })
    const got = await run('apt-get', ['install', '-y', '-q', '--no-install-recommends', 'chromium'], {
      env: environment,
    })
    if (got.code === 0 && existsSync(debian)) return debian
    throw new Error(
      `Chromium could not be installed:\n${updated.said.slice(-1000)}\n${got.said.slice(-2000)}`,
    )
  }
  throw new Error(
    'The browser tests need Chromium: run "sudo apt-get install chromium", or set CHROMIUM_PATH to one.',
  )
}
