import { mkdir, readdir, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { Refused } from '../base/errors.ts'
import { lockDirectory, lockFiles } from '../db/lock.ts'

/** The directory of the demo's data. A file named `demo` marks it: whatever lies beside it was made up. */

const marker = 'demo'

/**
 * Makes the directory ready for a demo; `fresh` empties it first. `Refused` when it holds anything that no demo
 * made, or when `fresh` is asked while a demo is using it.
 */
export const prepareDemoDirectory = async (
  directory: string,
  { fresh }: { readonly fresh: boolean },
): Promise<void> => {
  await mkdir(directory, { recursive: true, mode: 0o700 })
  const held = await readdir(directory)
  if (held.length > 0 && !held.includes(marker)) throw notOfADemo(directory)
  // First, and never taken away: were this cut off in the middle, the next start would still know what it finds.
  await writeFile(join(directory, marker), 'Crosswalk’s demo keeps its made-up data here.\n', { mode: 0o600 })
  if (!fresh) return
  const unlock = await lockDirectory(directory)
  const stays = new Set<string>([marker, ...lockFiles])
  try {
    for (const name of await readdir(directory)) {
      if (!stays.has(name)) await rm(join(directory, name), { recursive: true })
    }
  } finally {
    await unlock()
  }
}

const notOfADemo = (directory: string): Refused =>
  new Refused({
    code: 'not_a_demo_directory',
    what: `${directory} holds something that no demo made.`,
    means: 'The demo never touches real data, so it did not start.',
    who: 'Whoever runs this machine',
    how: 'Leave CROSSWALK_DATA_DIR away, or let it name an empty directory.',
  })
