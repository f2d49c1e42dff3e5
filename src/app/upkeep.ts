import { access, constants, mkdir } from 'node:fs/promises'
import { sql } from 'kysely'
import { Fault, Refused } from '../base/errors.ts'
import { openDatabase, type Database, type Tx } from '../db/db.ts'
import type { Actor } from '../db/door.ts'
import { migrate } from '../db/migrate.ts'
import { writeLine } from '../audit/audit.ts'
import { addApiKey } from '../people/api-keys.ts'
import { invite, linkOf } from '../people/invitations.ts'
import { systemRandom } from '../people/token.ts'
import { userByEmail } from '../people/users.ts'
import * as verbs from '../people/verbs.ts'
import { exit, type Exit, type Terminal } from './cli/command.ts'
import { table } from './cli/print.ts'

/** Upkeep by whoever runs the machine, without a server. */

/** Applies what is missing of the migrations. */
export const bringUpToDate = (terminal: Terminal): Promise<Exit> =>
  withDatabase(terminal, async ({ db }) => {
    const applied = await migrate(db)
    terminal.write(
      applied.length === 0 ? 'The database is up to date.\n' : `Applied ${applied.join(', ')}.\n`,
    )
    return exit.done
  })

/** Makes a key for the only workspace and prints it. Whoever can open the database needs no further permission. */
export const createApiKey = (
  terminal: Terminal,
  wanted: { readonly name: string; readonly role: 'admin' | 'member' },
): Promise<Exit> =>
  asOperator(terminal, async (tx, by, now) => {
    await writeLine(tx, by, verbs.addApiKey, { subject: wanted.name, detail: { role: wanted.role } }, now)
    return (await addApiKey(tx, by, wanted, systemRandom, now)).secret
  })

/** Prints a link for a user who is known already. */
export const inviteAgain = (terminal: Terminal, email: string): Promise<Exit> =>
  asOperator(terminal, async (tx, by, now) => {
    const user = await userByEmail(tx, by.workspaceId, email)
    await writeLine(tx, by, verbs.inviteUser, { subject: `${user.name} <${email}>` }, now)
    const { publicUrl, port } = terminal.environment()
    return linkOf(
      await invite(tx, user, by, systemRandom, now),
      publicUrl?.origin ?? `http://localhost:${port}`,
    )
  })

/** Does something in the only workspace, and prints what comes of it. */
const asOperator = (
  terminal: Terminal,
  work: (tx: Tx, by: Actor, now: Date) => Promise<string>,
): Promise<Exit> =>
  withDatabase(terminal, async (database) => {
    await migrate(database.db)
    const result = await database.transaction(async (tx) => {
      const [workspace, ...others] = await tx.selectFrom('workspaces').select('id').limit(2).execute()
      if (!workspace || others.length > 0) throw noWorkspace()
      const operator = {
        userId: null,
        name: 'Command line',
        role: 'owner',
        via: 'command line',
        sessionId: null,
      } as const
      return work(tx, { ...operator, workspaceId: workspace.id }, terminal.clock.now())
    })
    terminal.write(`${result}\n`)
    return exit.done
  })

const noWorkspace = (): Refused =>
  new Refused({
    code: 'no_workspace',
    what: 'There is no workspace yet.',
    who: 'You',
    how: 'Start Crosswalk and make the first account in the browser.',
  })

/** Looks at everything a start needs and says what is wrong, one line each. */
export const examine = async (terminal: Terminal): Promise<Exit> => {
  const findings = [
    await finding('Node', async () => process.version),
    await finding('Environment', async () => `port ${terminal.environment().port}`),
    await finding('Data directory', () => writable(terminal.environment().dataDirectory)),
    await finding('Running server', () => serverState(terminal)),
    await finding('Database', () => databaseState(terminal)),
  ]
  terminal.write(
    table(
      ['What', 'State', ''],
      findings.map(({ what, ok, said }) => [what, ok ? 'good' : 'look', said]),
    ),
  )
  return findings.every(({ ok }) => ok) ? exit.done : exit.failed
}

const finding = async (
  what: string,
  look: () => Promise<string>,
): Promise<{ what: string; ok: boolean; said: string }> => {
  try {
    return { what, ok: true, said: await look() }
  } catch (error) {
    const said =
      error instanceof Fault ? `${error.explanation.what} ${error.explanation.how ?? ''}` : String(error)
    return { what, ok: false, said }
  }
}

const writable = async (directory: string): Promise<string> => {
  await mkdir(directory, { recursive: true, mode: 0o700 })
  await access(directory, constants.W_OK)
  return directory
}

const serverState = async ({ environment, fetch }: Terminal): Promise<string> => {
  const url = `http://localhost:${environment().port}/readyz`
  const response = await fetch(url, { signal: AbortSignal.timeout(3_000) }).catch(() => null)
  if (!response) return 'none'
  if (!response.ok) throw new Error(`not ready: ${await response.text()}`)
  return 'ready'
}

const databaseState = (terminal: Terminal): Promise<string> =>
  withDatabase(terminal, async ({ db, kind }) => {
    const { rows } = await sql<{
      version: string
    }>`select current_setting('server_version') as version`.execute(db)
    return `${kind}, PostgreSQL ${rows[0]?.version ?? ''}`
  }).catch((error: unknown) => {
    // The running server holds the embedded database, and has just said how it is.
    if (error instanceof Fault && error.explanation.code === 'data_directory_in_use')
      return 'in use by the running server'
    throw error
  })

const withDatabase = async <R>(terminal: Terminal, work: (database: Database) => Promise<R>): Promise<R> => {
  const { databaseUrl, dataDirectory } = terminal.environment()
  const database = await openDatabase({ url: databaseUrl, directory: dataDirectory })
  return work(database).finally(() => database.close())
}
