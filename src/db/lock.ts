import { readFile, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { Refused } from '../base/errors.ts'

/**
 * Makes this process the only one to open `directory`; resolves to the release. A lock whose process is gone
 * (kill -9, power cut) is taken over.
 */
export const lockDirectory = async (directory: string): Promise<() => Promise<void>> => {
  const path = join(directory, 'crosswalk.lock')
  const mine = String(process.pid)
  for (let attempt = 0; attempt < 3; attempt++) {
    try {
      await writeFile(path, mine, { flag: 'wx', mode: 0o600 })
      return () => rm(path, { force: true })
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error
    }
    const holder = Number(await readFile(path, 'utf8').catch(() => '0'))
    if (holder > 0 && holder !== process.pid && isAlive(holder)) throw occupied(directory, holder)
    // Same pid: either an earlier life of a container's process 1, or this very process, which opens once.
    await rm(path, { force: true })
  }
  throw occupied(directory, 0)
}

const isAlive = (pid: number): boolean => {
  try {
    process.kill(pid, 0)
    return true
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM'
  }
}

const occupied = (directory: string, pid: number): Refused =>
  new Refused({
    code: 'data_directory_in_use',
    what: `Another Crosswalk (process ${pid}) is using ${directory}.`,
    means: 'Two at once would lose data, so this one did not start.',
    who: 'Whoever runs this machine',
    how: 'Stop the other one first, or give this one its own CROSSWALK_DATA_DIR. The command line talks to the running server and needs neither.',
  })
