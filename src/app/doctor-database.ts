import { access } from 'node:fs/promises'
import { join } from 'node:path'
import { sql } from 'kysely'
import { writeLine } from '../audit/audit.ts'
import type { Clock } from '../base/clock.ts'
import { Fault, Gone, TryLater } from '../base/errors.ts'
import { openLog } from '../base/log.ts'
import { databaseCode, openDatabase, type Database, type Db } from '../db/db.ts'
import { checkUp } from '../sync/check-up/check-up.ts'
import { operator, type CheckUp } from '../sync/check-up/lines.ts'
import { permissionSet } from '../sync/check-up/permission-set.ts'
import { lastFields } from '../sync/check-up/tables.ts'
import * as verbs from '../sync/check-up/verbs.ts'
import { readSettings } from '../sync/settings.ts'
import type { Environment } from './environment.ts'
import { connectionParts, machineOf } from './nouns.ts'

/** What the command line can do with the database in its own hands. Makes neither a database nor a key. */

/** Runs the whole check-up of the only workspace. Rejects with a `Fault` when there is nothing to open or to check. */
export const checkUpHere = (environment: Environment, clock: Clock, publicUrl: string): Promise<CheckUp> =>
  withDatabase(environment, async (database) => {
    const by = {
      workspaceId: await onlyWorkspace(database.db),
      userId: null,
      name: 'Command line',
      role: 'owner',
      via: 'command line',
      sessionId: null,
    } as const
    if (environment.secretKey === undefined) await needKeyFile(environment.dataDirectory)
    const given = { environment, database, clock, log: openLog('silent'), publicUrl }
    const connections = await connectionParts(given)
    const found = await checkUp({ connections, jobs: null, machine: machineOf(environment, publicUrl) }, by)
    const detail = { state: found.state, calls: found.calls }
    await database.transaction((tx) => writeLine(tx, by, verbs.run, { detail }, clock.now()))
    return found
  })

/** The permission set of the only workspace. */
export const permissionSetHere = (environment: Environment): Promise<string> =>
  withDatabase(environment, async ({ db }) => {
    const workspaceId = await onlyWorkspace(db)
    return permissionSet(await readSettings(db, workspaceId), await lastFields(db, workspaceId))
  })

const there = (path: string): Promise<boolean> =>
  access(path).then(
    () => true,
    () => false,
  )

const withDatabase = async <R>(
  { databaseUrl, dataDirectory }: Environment,
  work: (database: Database) => Promise<R>,
): Promise<R> => {
  // Opening it would make one.
  if (databaseUrl === undefined && !(await there(join(dataDirectory, 'pg/PG_VERSION')))) throw noDatabase()
  try {
    const database = await openDatabase({ url: databaseUrl, directory: dataDirectory })
    return await work(database).finally(() => database.close())
  } catch (error) {
    throw error instanceof Fault ? error : (silence(error) ?? error)
  }
}

const onlyWorkspace = async (db: Db): Promise<string> => {
  const { rows } = await sql<{ made: boolean }>`select to_regclass('check_ups') is not null as made`.execute(
    db,
  )
  if (!rows[0]?.made) throw olderDatabase()
  const [workspace, ...others] = await db.selectFrom('workspaces').select('id').limit(2).execute()
  if (!workspace || others.length > 0) throw noWorkspace(others.length > 0)
  return workspace.id
}

/** Looking must not make a new key: it would open nothing, and hide that the old one is gone. */
const needKeyFile = async (directory: string): Promise<void> => {
  if (await there(join(directory, 'secret.key'))) return
  throw new Gone({
    code: 'no_key_file',
    what: 'The sealing key is gone, so Salesforce could not be asked.',
    who: operator,
    how: 'Bring back the file secret.key, or set CROSSWALK_SECRET_KEY to the earlier key.',
  })
}

const noDatabase = (): Gone =>
  new Gone({
    code: 'no_database',
    what: 'There is no database in the data directory yet.',
    who: operator,
    how: 'Start Crosswalk once, or see whether CROSSWALK_DATA_DIR or DATABASE_URL is missing here.',
  })

const olderDatabase = (): Gone =>
  new Gone({
    code: 'database_older',
    what: 'The database was made by an earlier Crosswalk and has not been brought up to date.',
    who: operator,
    how: 'Run “crosswalk migrate”, or start Crosswalk.',
  })

const noWorkspace = (several: boolean): Gone =>
  new Gone({
    code: 'no_workspace',
    what: several ? 'There are several workspaces.' : 'There is no workspace yet.',
    who: operator,
    how: several
      ? 'Use “crosswalk crm check-up” with an API key of each.'
      : 'Start Crosswalk and make the first account in the browser.',
  })

// The machine's codes, such as ECONNREFUSED, and PostgreSQL's for connections, passwords, missing databases, full
// servers and shutdowns. Any other one is a mistake of ours and stays what it is.
const away = /^(E[A-Z]+|(08|28|3D|53|57)\w{3})$/

const silence = (error: unknown): TryLater | null => {
  const code = databaseCode(error)
  if (code === null || !away.test(code)) return null
  return new TryLater({
    code: 'database_silent',
    what: `The database does not answer (${code}).`,
    means: 'Crosswalk cannot start.',
    who: operator,
    how: 'See whether the server of DATABASE_URL runs, and whether name and password are right.',
  })
}
