import { spawn } from 'node:child_process'
import { createReadStream, createWriteStream } from 'node:fs'
import { access, mkdir, readdir, rename, rm, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { pipeline } from 'node:stream/promises'
import type { Readable, Writable } from 'node:stream'
import { createGunzip, createGzip } from 'node:zlib'
import { Refused } from '../base/errors.ts'
import { openDatabase } from './db.ts'
import { lockDirectory, lockFiles } from './lock.ts'

/**
 * The embedded database as one file: `pg/` of the data directory, packed by the system's `tar`, compressed. The
 * sealing key lies beside `pg/` and never gets in, so a backup alone opens no credentials.
 */

/** Packs the database of `directory` into a new `file`; answers its size in bytes. `Refused` while it is in use. */
export const writeBackup = async (directory: string, file: string): Promise<number> => {
  if (!(await exists(join(directory, 'pg/PG_VERSION')))) throw nothingThere(directory)
  if (await exists(file)) throw fileExists(file)
  // Opened once, so that what a killed process left is brought in order, and a database that is broken shows now.
  const database = await openDatabase({ directory })
  await database.settle(0).finally(() => database.close())
  const unlock = await lockDirectory(directory)
  const draft = `${file}.${process.pid}.part`
  try {
    await pack(directory, draft)
    await rename(draft, file)
    return (await stat(file)).size
  } finally {
    await unlock()
    await rm(draft, { force: true })
  }
}

/** Unpacks `file` into `directory`, which holds no more than a sealing key, and sees whether it opens. */
export const readBackup = async (file: string, directory: string): Promise<void> => {
  if (!(await exists(file))) throw unreadable(file, null)
  await mkdir(directory, { recursive: true, mode: 0o700 })
  const unlock = await lockDirectory(directory)
  const draft = join(directory, 'restoring')
  try {
    await refuseFilled(directory)
    await mkdir(draft, { mode: 0o700 })
    await unpack(file, draft).catch((error: unknown) => Promise.reject(unreadable(file, error)))
    if (!(await exists(join(draft, 'pg/PG_VERSION')))) throw unreadable(file, null)
    await rename(join(draft, 'pg'), join(directory, 'pg'))
  } finally {
    await rm(draft, { recursive: true, force: true })
    await unlock()
  }
  const database = await openDatabase({ directory })
  await database.settle(0).finally(() => database.close())
}

const pack = (directory: string, draft: string): Promise<void> =>
  tar(['-cf', '-', '-C', directory, 'pg'], (packed) =>
    pipeline(
      packed,
      createGzip({ level: 1 }),
      createWriteStream(draft, { flags: 'wx', mode: 0o600, flush: true }),
    ),
  )

const unpack = (file: string, into: string): Promise<void> =>
  tar(['-xf', '-', '-C', into, 'pg'], (_packed, unpacking) =>
    pipeline(createReadStream(file), createGunzip(), unpacking).catch((error: NodeJS.ErrnoException) => {
      // It stops reading at the archive's end mark, before the padding; how it ended says whether all was well.
      if (error.code !== 'EPIPE') throw error
    }),
  )

/** Runs `tar` and, beside it, what moves the bytes; rejects when either fails. */
const tar = async (
  line: readonly string[],
  move: (packed: Readable, unpacking: Writable) => Promise<void>,
): Promise<void> => {
  const child = spawn('tar', line)
  let said = ''
  child.stderr.on('data', (text) => (said += String(text)))
  const ended = new Promise<void>((resolve, reject) => {
    child.once('error', reject)
    child.once('close', (code) => (code === 0 ? resolve() : reject(new Error(`tar failed: ${said}`))))
  })
  await Promise.all([ended, move(child.stdout, child.stdin)])
}

const exists = (path: string): Promise<boolean> =>
  access(path).then(
    () => true,
    () => false,
  )

const refuseFilled = async (directory: string): Promise<void> => {
  const allowed = new Set<string>(['secret.key', ...lockFiles])
  if ((await readdir(directory)).every((name) => allowed.has(name))) return
  throw new Refused({
    code: 'data_directory_not_empty',
    what: `${directory} is not empty.`,
    means: 'A backup never replaces data, so nothing was restored.',
    who: 'Whoever runs this machine',
    how: 'Name an empty directory with CROSSWALK_DATA_DIR, or move what is there away; only secret.key may stay.',
  })
}

const nothingThere = (directory: string): Refused =>
  new Refused({
    code: 'no_database',
    what: `There is no database in ${directory}.`,
    who: 'Whoever runs this machine',
    how: 'Check CROSSWALK_DATA_DIR, and where you are: a relative path counts from there.',
  })

const fileExists = (file: string): Refused =>
  new Refused({
    code: 'file_exists',
    what: `${file} exists already.`,
    means: 'A backup never replaces a file, so nothing was written.',
    who: 'You',
    how: 'Choose another name.',
  })

const unreadable = (file: string, cause: unknown): Refused =>
  new Refused(
    {
      code: 'not_a_backup',
      what: `${file} is not a whole backup made by "crosswalk backup".`,
      means: 'Nothing was restored.',
      who: 'You',
      how: 'Check the name, or take an earlier backup.',
    },
    400,
    { cause },
  )
