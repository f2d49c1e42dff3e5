import { access, constants, mkdir } from 'node:fs/promises'
import type { Failure } from '../base/endpoint.ts'
import { Fault } from '../base/errors.ts'
import { linesOf, operator, type Line } from '../sync/check-up/lines.ts'
import type { Environment } from './environment.ts'

/** What only the command line tells of the machine. */

const line = linesOf('machine')

/** The environment as it can be used, or what is wrong with it. */
export const readable = (read: () => Environment): Environment | Line => {
  try {
    return read()
  } catch (error) {
    if (!(error instanceof Fault)) throw error
    const { what, means, who, how } = error.explanation
    return line('environment', 'Environment')('red', what, { means, who, how })
  }
}

export const nodeLine = (): Line => line('node', 'Node')('green', `${process.version}.`)

export const directoryLine = async ({ dataDirectory }: Environment): Promise<Line> => {
  const say = line('data_directory', 'Data directory')
  const able = await mkdir(dataDirectory, { recursive: true, mode: 0o700 })
    .then(() => access(dataDirectory, constants.W_OK))
    .then(
      () => true,
      () => false,
    )
  if (able) return say('green', `${dataDirectory} can be written.`)
  return say('red', `${dataDirectory} cannot be written.`, {
    means: 'Crosswalk cannot start.',
    who: operator,
    how: 'Give the user Crosswalk runs as the right to write there, or choose another CROSSWALK_DATA_DIR.',
  })
}

/** What a server says at `/readyz`. */
export type ServerState = 'ready' | 'not ready' | 'none'

export const serverLine = (state: ServerState, port: number): Line => {
  const say = line('server', 'Server')
  if (state === 'ready') return say('green', 'Runs, and is ready.')
  if (state === 'none')
    return say('amber', `No server answers at port ${port}.`, {
      means: 'Nobody can sign in, and no sync begins.',
      who: operator,
      how: 'Start it with “crosswalk serve”, unless it is meant to be stopped.',
    })
  return say('red', 'The server runs and is not ready: its database or its jobs do not answer.', {
    means: 'Pages do not load, and no sync begins.',
    who: operator,
    how: 'Look at its log, and restart it.',
  })
}

/** The running server was asked with a key it did not take. */
export const refusedLine = ({ what, who, how }: Failure['error']): Line =>
  line('server_refused', 'Asking the server')(
    'amber',
    `The running server did not run the check-up: ${what}`,
    {
      means: 'Salesforce may not have been checked.',
      who: who ?? operator,
      how: how ?? 'Set CROSSWALK_API_KEY to the key of an admin, from Settings → API keys.',
    },
  )

/** Why the check-up could not be done with the database in hand; the running server is the good reason. */
export const databaseLine = ({ kind, explanation: { code, what, means, who, how } }: Fault): Line => {
  const say = line('database', 'Database')
  const unchecked = 'Salesforce, the sealing key and the database were not checked.'
  if (code === 'data_directory_in_use')
    return say('amber', 'The running server uses the built-in database, and was not asked.', {
      means: unchecked,
      who: operator,
      how: 'Set CROSSWALK_API_KEY to the key of an admin and run this again, or see Settings → CRM → Check-up.',
    })
  return say(kind === 'gone' ? 'amber' : 'red', what, { means: means ?? unchecked, who, how })
}
