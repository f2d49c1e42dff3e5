import { createHash } from 'node:crypto'
import { existsSync } from 'node:fs'
import { mkdir, readFile, readdir, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { node, root, run, say } from './place.mjs'

const stamp = `${root}dist/browser.stamp`

/** Builds the screens into dist/browser, unless those there were made from these very files. */
export const buildScreens = async () => {
  const now = await fingerprint()
  const before = await readFile(stamp, 'utf8').catch(() => '')
  if (before === now && existsSync(`${root}dist/browser/index.html`)) return
  say('Building the screens …')
  await rm(stamp, { force: true })
  const { code, said } = await run(node, ['node_modules/vite/bin/vite.js', 'build', '--logLevel', 'warn'])
  if (code !== 0) throw new Error(`The screens could not be built:\n${said}`)
  await mkdir(`${root}dist`, { recursive: true })
  await writeFile(stamp, now)
}

/** What the screens are made of: everything a screen may import, and how it is built. */
const fingerprint = async () => {
  const sources = (await readdir(`${root}src`, { recursive: true })).filter(
    (path) =>
      !/\.test\.tsx?$/.test(path) &&
      (/(^|[\\/])(screens|ui|base|browser)[\\/].*\.\w+$/.test(path) ||
        /(screens\.tsx|contract\.ts)$/.test(path)),
  )
  const files = [...sources.map((path) => join('src', path)), 'vite.config.ts', 'package-lock.json'].sort()
  const hash = createHash('sha256')
  for (const file of files) hash.update(file).update(await readFile(root + file))
  return hash.digest('hex')
}
