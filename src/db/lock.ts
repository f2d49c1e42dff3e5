import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { Refused } from '../base/errors.ts'

/**
 * One process at a time per data directory. The operating system holds the lock and lets it go when the process
 * ends, however it ends, so nothing is ever taken over and no process number can be mistaken for another's.
 * Node offers file locks only through SQLite; the file `in-use.lock` stays empty. Nothing else in this process may
 * open it: closing it anywhere would let go of the lock.
 */
export const lockFiles = ['in-use.lock', 'in-use.pid'] as const
const [lockFile, pidFile] = lockFiles

// Were one collected as garbage, its lock would be gone.
const held = new Set<DatabaseSync>()

/** Makes this process the only one to open `directory`, or throws `Refused`; resolves to the release. */
export const lockDirectory = async (directory: string): Promise<() => Promise<void>> => {
  const lock = new DatabaseSync(join(directory, lockFile), { timeout: 0 })
  try {
    // A journal would be a file beside it, left behind by a killed process.
    lock.exec('pragma journal_mode = memory; begin exclusive')
  } catch (error) {
    lock.close()
    if ((error as { errcode?: number }).errcode !== busy) throw error
    throw occupied(directory, await readFile(join(directory, pidFile), 'utf8').catch(() => ''))
  }
  held.add(lock)
  // Only for the sentence somebody else gets.
  await writeFile(join(directory, pidFile), String(process.pid), { mode: 0o600 })
  return async () => {
    if (held.delete(lock)) lock.close()
  }
}

// https://sqlite.org/rescode.html
const busy = 5

const occupied = (directory: string, pid: string): Refused =>
  new Refused({
    code: 'data_directory_in_use',
    what: `Another Crosswalk${pid && ` (process ${pid})`} is using ${directory}.`,
    means: 'Two at once would lose data, so this one did not start.',
    who: 'Whoever runs this machine',
    how: 'Stop the other one first, or give this one its own CROSSWALK_DATA_DIR. The command line talks to the running server and needs neither.',
  })
