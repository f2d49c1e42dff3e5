import { Refused } from '../base/errors.ts'
import { databaseCode } from './db.ts'

/** The failure a person can read when `error` says that the disk is full, else null. */
export const diskFull = (error: unknown): Refused | null => {
  const code = databaseCode(error)
  // PostgreSQL's own code, and the operating system's where we write files ourselves.
  if (code !== '53100' && code !== 'ENOSPC') return null
  return new Refused(
    {
      code: 'disk_full',
      what: 'The disk of the Crosswalk machine is full.',
      means: 'Nothing was changed.',
      who: 'Whoever runs this machine',
      how: 'Make room, then do it again.',
    },
    507,
    { cause: error },
  )
}
