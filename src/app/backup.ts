import { access } from 'node:fs/promises'
import { join } from 'node:path'
import { Refused } from '../base/errors.ts'
import { readBackup, writeBackup } from '../db/backup.ts'
import { exit, type Exit, type Terminal } from './cli/command.ts'
import type { Environment } from './environment.ts'

/** A copy of everything Crosswalk keeps, and back; for the embedded database. A server has its own tools. */

/** Writes the backup and says what is not in it. */
export const backUp = async (terminal: Terminal, file: string): Promise<Exit> => {
  const environment = embedded(terminal, 'pg_dump "$DATABASE_URL" --format custom --file backup.dump')
  const size = await writeBackup(environment.dataDirectory, file)
  const key = environment.secretKey ? 'CROSSWALK_SECRET_KEY' : join(environment.dataDirectory, 'secret.key')
  terminal.write(
    `Wrote ${file}, ${(size / 1e6).toFixed(1)} MB.\n` +
      `The sealing key is not in it. Keep ${key} in another place: without it, Salesforce and the billing tool have to be connected again after a restore.\n`,
  )
  return exit.done
}

/** Brings a backup back, and says whether the sealing key is there. */
export const restore = async (terminal: Terminal, file: string): Promise<Exit> => {
  const environment = embedded(terminal, 'pg_restore --dbname "$DATABASE_URL" backup.dump')
  const { dataDirectory, secretKey } = environment
  await readBackup(file, dataDirectory)
  terminal.write(`Restored ${file} into ${dataDirectory}.\n`)
  const hasKey =
    secretKey !== undefined ||
    (await access(join(dataDirectory, 'secret.key')).then(
      () => true,
      () => false,
    ))
  if (!hasKey) {
    terminal.write(
      `The sealing key is missing. Put the earlier secret.key into ${dataDirectory}, or set CROSSWALK_SECRET_KEY, before you start Crosswalk. Without it, connect Salesforce and the billing tool again.\n`,
    )
  }
  return exit.done
}

const embedded = (terminal: Terminal, instead: string): Environment => {
  const environment = terminal.environment()
  if (environment.databaseUrl === undefined) return environment
  throw new Refused({
    code: 'server_database',
    what: 'DATABASE_URL is set, and this command is for the built-in database only.',
    who: 'Whoever runs the database server',
    how: `Use PostgreSQL’s own tools: ${instead}`,
  })
}
