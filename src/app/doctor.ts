import { Fault } from '../base/errors.ts'
import { runCheckUp } from '../sync/check-up/contract.ts'
import { worst, type CheckUp, type Line } from '../sync/check-up/lines.ts'
import { lookAtDirectory, lookAtMail } from '../sync/check-up/machine.ts'
import { directoryLines, mailLine, placeLines } from '../sync/check-up/machine-lines.ts'
import { CallFailed } from '../ui/call.ts'
import { exitFor, writeCheckUp, writePermissionSet } from './cli/check-up.ts'
import { exit, type Exit, type Terminal } from './cli/command.ts'
import { json } from './cli/print.ts'
import { serverOf } from './cli/server.ts'
import { checkUpHere, permissionSetHere } from './doctor-database.ts'
import {
  databaseLine,
  directoryLine,
  nodeLine,
  readable,
  refusedLine,
  serverLine,
  type ServerState,
} from './doctor-lines.ts'
import type { Environment } from './environment.ts'
import { machineOf } from './nouns.ts'

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
  const environment = terminal.environment()
  if (mayAsk(terminal) && (await serverState(terminal, environment)) === 'ready')
    await writePermissionSet(atServer(terminal, environment))
  else terminal.write(await permissionSetHere(environment))
  return exit.done
}

type Found = Omit<CheckUp, 'state'>

const examined = async (terminal: Terminal): Promise<Found> => {
  const nothing = { at: terminal.clock.now().toISOString(), by: 'Command line', calls: 0, lines: [] }
  const environment = readable(terminal.environment)
  if (!('port' in environment)) return { ...nothing, lines: [nodeLine(), environment] }
  const server = await serverState(terminal, environment)
  const mine = [nodeLine(), await directoryLine(environment), serverLine(server, environment.port)]
  const asked = server === 'ready' && mayAsk(terminal) ? await askServer(terminal, environment) : null
  if (asked && 'calls' in asked) return { ...asked, lines: [...asked.lines, ...mine] }
  if (asked) mine.push(asked)
  try {
    const here = await checkUpHere(environment, terminal.clock, publicUrlOf(environment))
    return { ...here, lines: [...here.lines, ...mine] }
  } catch (error) {
    if (!(error instanceof Fault)) throw error
    return { ...nothing, lines: [...(await linesOfMachine(environment)), ...mine, databaseLine(error)] }
  }
}

/** What can be told of the machine without its database. */
const linesOfMachine = async (environment: Environment): Promise<readonly Line[]> => {
  const machine = machineOf(environment, publicUrlOf(environment))
  return [
    ...placeLines(placesIn(environment)),
    ...directoryLines(await lookAtDirectory(machine)),
    mailLine({ mail: await lookAtMail(machine) }),
  ]
}

const mayAsk = ({ variables }: Terminal): boolean => Boolean(variables.CROSSWALK_API_KEY)

/** What the server found, or a line that says why it would not look. */
const askServer = async (terminal: Terminal, environment: Environment) => {
  try {
    return (await serverOf(atServer(terminal, environment)).call(runCheckUp, {})).checkUp
  } catch (error) {
    if (error instanceof CallFailed) return refusedLine(error.failure)
    throw error
  }
}

const serverUrl = ({ variables }: Terminal, { port }: Environment): string =>
  variables.CROSSWALK_URL || `http://localhost:${port}`

/** The same terminal, told where this machine's server is. */
const atServer = (terminal: Terminal, environment: Environment): Terminal => ({
  ...terminal,
  variables: { ...terminal.variables, CROSSWALK_URL: serverUrl(terminal, environment) },
})

const serverState = async (terminal: Terminal, environment: Environment): Promise<ServerState> => {
  const url = new URL('/readyz', serverUrl(terminal, environment))
  const response = await terminal.fetch(url, { signal: AbortSignal.timeout(3_000) }).catch(() => null)
  if (!response) return 'none'
  return response.ok ? 'ready' : 'not ready'
}

const publicUrlOf = ({ publicUrl, port }: Environment): string =>
  publicUrl?.origin ?? `http://localhost:${port}`

const placesIn = (environment: Environment) => ({
  publicUrl: publicUrlOf(environment),
  overrides: [
    ...(environment.salesforceOrigin ? ['Salesforce'] : []),
    ...(environment.stripeOrigin ? ['Stripe'] : []),
  ],
})
