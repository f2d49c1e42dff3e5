import { sql } from 'kysely'
import { writeLine } from '../audit/audit.ts'
import { Fault, Refused } from '../base/errors.ts'
import { openLog } from '../base/log.ts'
import { openDatabase, type Database } from '../db/db.ts'
import { runCheckUp } from '../sync/check-up/contract.ts'
import { checkUp } from '../sync/check-up/check-up.ts'
import { linesOf, operator, worst, type CheckUp } from '../sync/check-up/lines.ts'
import { lookAtDirectory } from '../sync/check-up/machine.ts'
import { directoryLines, placeLines } from '../sync/check-up/machine-lines.ts'
import { permissionSet } from '../sync/check-up/permission-set.ts'
import { lastFields } from '../sync/check-up/tables.ts'
import * as verbs from '../sync/check-up/verbs.ts'
import { readSettings } from '../sync/settings.ts'
import { exitFor, writeCheckUp, writePermissionSet } from './cli/check-up.ts'
import { exit, type Exit, type Terminal } from './cli/command.ts'
import { json } from './cli/print.ts'
import { serverOf } from './cli/server.ts'
import {
  databaseLine,
  directoryLine,
  nodeLine,
  readable,
  serverLine,
  type ServerState,
} from './doctor-lines.ts'
import type { Environment } from './environment.ts'
import { connectionParts, machineOf } from './nouns.ts'

/**
 * The check-up on the machine itself. A running server is asked, when there is a key to ask it with; otherwise the
 * database is opened and everything is done here; when neither can be had, what the machine alone can tell.
 */
export const examine = async (terminal: Terminal, options: { readonly json: boolean }): Promise<Exit> => {
  const found = await examined(terminal)
  if (options.json) terminal.write(json({ ...found, state: worst(found.lines) }))
  else writeCheckUp(terminal, found)
  return exitFor(worst(found.lines))
}

/** Prints the permission set, from the running server or from the database. */
export const printPermissionSet = async (terminal: Terminal): Promise<Exit> => {
  if (terminal.variables.CROSSWALK_API_KEY && (await serverState(terminal)) !== 'none') {
    await writePermissionSet(terminal)
    return exit.done
  }
  return withDatabase(terminal.environment(), async ({ db }) => {
    const workspaceId = await onlyWorkspace(db)
    if (workspaceId === null) throw noWorkspace()
    terminal.write(permissionSet(await readSettings(db, workspaceId), await lastFields(db, workspaceId)))
    return exit.done
  })
}

type Found = Omit<CheckUp, 'state'>

const line = linesOf('machine')

const examined = async (terminal: Terminal): Promise<Found> => {
  const here = { at: terminal.clock.now().toISOString(), by: 'Command line', calls: 0 }
  const environment = readable(terminal.environment)
  if (!('port' in environment)) return { ...here, lines: [nodeLine(), environment] }
  const first = [nodeLine(), await directoryLine(environment)]
  const server = await serverState(terminal)
  const serverLines = [serverLine(server, environment.port)]
  if (server === 'ready' && terminal.variables.CROSSWALK_API_KEY) {
    const { checkUp: asked } = await serverOf(terminal).call(runCheckUp, {})
    return { ...asked, lines: [...asked.lines, ...first, ...serverLines] }
  }
  try {
    const direct = await withDatabase(environment, (database) =>
      examineDatabase(terminal, environment, database),
    )
    return { ...here, ...direct, lines: [...direct.lines, ...first, ...serverLines] }
  } catch (error) {
    if (!(error instanceof Fault)) throw error
    const alone = [
      ...placeLines(placesIn(environment)),
      ...directoryLines(await lookAtDirectory(machineOf(environment))),
    ]
    return { ...here, lines: [...alone, ...first, ...serverLines, databaseLine(error)] }
  }
}

const serverState = async ({ environment, variables, fetch }: Terminal): Promise<ServerState> => {
  const base = variables.CROSSWALK_URL || `http://localhost:${environment().port}`
  const url = new URL('/readyz', base)
  const response = await fetch(url, { signal: AbortSignal.timeout(3_000) }).catch(() => null)
  if (!response) return 'none'
  return response.ok ? 'ready' : 'not ready'
}

const examineDatabase = async (
  terminal: Terminal,
  environment: Environment,
  database: Database,
): Promise<Pick<Found, 'calls' | 'lines'>> => {
  const workspaceId = await onlyWorkspace(database.db)
  if (workspaceId === null) {
    const { what, who, how } = noWorkspace().explanation
    return { calls: 0, lines: [line('workspace', 'Workspace')('amber', what, { who, how })] }
  }
  const connections = await connectionParts({
    environment,
    database,
    clock: terminal.clock,
    log: openLog('silent'),
    publicUrl: publicUrlOf(environment),
  })
  const by = {
    workspaceId,
    userId: null,
    name: 'Command line',
    role: 'owner',
    via: 'command line',
    sessionId: null,
  } as const
  const found = await checkUp({ connections, jobs: null, machine: machineOf(environment) }, by)
  const detail = { state: found.state, calls: found.calls }
  await database.transaction((tx) => writeLine(tx, by, verbs.run, { detail }, terminal.clock.now()))
  return found
}

/** The workspace there is, when there is exactly one and the database is of this version. */
const onlyWorkspace = async (db: Database['db']): Promise<string | null> => {
  const { rows: made } = await sql<{
    made: boolean
  }>`select to_regclass('check_ups') is not null as made`.execute(db)
  if (!made[0]?.made) return null
  const workspaces = await db.selectFrom('workspaces').select('id').limit(2).execute()
  return workspaces.length === 1 ? (workspaces[0]?.id ?? null) : null
}

const noWorkspace = (): Refused =>
  new Refused({
    code: 'no_workspace',
    what: 'There is no workspace to check yet, or the database is of an older version, or there are several.',
    who: operator,
    how: 'Start Crosswalk once and make the first account in the browser. With several, use “crosswalk crm check-up”.',
  })

const publicUrlOf = ({ publicUrl, port }: Environment): string =>
  publicUrl?.origin ?? `http://localhost:${port}`

const placesIn = (environment: Environment) => ({
  publicUrl: publicUrlOf(environment),
  overrides: [
    ...(environment.salesforceOrigin ? ['Salesforce'] : []),
    ...(environment.stripeOrigin ? ['Stripe'] : []),
  ],
})

const withDatabase = async <R>(
  { databaseUrl, dataDirectory }: Environment,
  work: (database: Database) => Promise<R>,
): Promise<R> => {
  const database = await openDatabase({ url: databaseUrl, directory: dataDirectory })
  return work(database).finally(() => database.close())
}
