import { Refused } from '../base/errors.ts'
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

const withDatabase = async <R>(terminal: Terminal, work: (database: Database) => Promise<R>): Promise<R> => {
  const { databaseUrl, dataDirectory } = terminal.environment()
  const database = await openDatabase({ url: databaseUrl, directory: dataDirectory })
  return work(database).finally(() => database.close())
}
