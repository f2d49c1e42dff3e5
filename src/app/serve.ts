import { Refused } from '../base/errors.ts'
import { openLog } from '../base/log.ts'
import { systemRandom } from '../people/token.ts'
import { exit, type Exit, type Terminal } from './cli/command.ts'
import { compose } from './compose.ts'

/** How long requests and jobs under way may take to finish after a stop was asked for. */
const graceMs = 10_000

/** Runs server, worker or both until told to stop. */
export const serve = async (
  terminal: Terminal,
  what: { readonly requests: boolean; readonly jobs: boolean },
): Promise<Exit> => {
  const environment = terminal.environment()
  if (!(what.requests && what.jobs) && environment.databaseUrl === undefined) throw oneProcess()
  const log = openLog(environment.logLevel)
  const checkAnswers = terminal.variables.NODE_ENV === 'development'
  const crosswalk = await compose({
    environment,
    clock: terminal.clock,
    random: systemRandom,
    log,
    checkAnswers,
  })
  try {
    if (what.jobs) await crosswalk.work()
    if (what.requests) await crosswalk.listen()
    log.info({ url: crosswalk.publicUrl, ...what }, 'Crosswalk is ready')
    if (what.requests) terminal.write(`Crosswalk is ready: ${crosswalk.publicUrl}\n`)
    const signal = await terminal.untilStopped()
    log.info({ signal }, 'stopping: work under way may finish, once more stops at once')
  } finally {
    await crosswalk.stop(graceMs)
  }
  log.info('stopped')
  return exit.done
}

const oneProcess = (): Refused =>
  new Refused({
    code: 'needs_database_url',
    what: 'The embedded database belongs to one process, which is server and worker in one.',
    who: 'Whoever runs this machine',
    how: 'Start "crosswalk serve" alone, or set DATABASE_URL to a PostgreSQL server.',
  })
