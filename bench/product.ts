import { sql } from 'kysely'
import { compose, type Crosswalk } from '../src/app/compose.ts'
import { readEnvironment } from '../src/app/environment.ts'
import { systemClock } from '../src/base/clock.ts'
import { openLog } from '../src/base/log.ts'
import { systemRandom } from '../src/people/token.ts'
import { answerParent } from './child.ts'
import { openWatch, type Cost } from './watch.ts'

/** Crosswalk itself, server and worker in one process as `npm start` runs it, with a watch on its costs. */

let crosswalk: Crosswalk | null = null
const watch = openWatch()

const open = async (variables: Record<string, string>): Promise<string> => {
  const environment = readEnvironment(variables)
  crosswalk = await compose({
    environment,
    clock: systemClock,
    random: systemRandom,
    log: openLog(environment.logLevel),
    browserFolder: null,
  })
  await crosswalk.work()
  await crosswalk.listen()
  return crosswalk.publicUrl
}

const database = (): Crosswalk['database'] => {
  if (!crosswalk) throw new Error('Crosswalk was not opened')
  return crosswalk.database
}

/** Forgets all Salesforce said, so that the next run is a first one. */
const forgetSalesforce = async (): Promise<void> => {
  const { db } = database()
  await sql`truncate mirror_accounts, mirror_contacts, mirror_users`.execute(db)
  await sql`delete from derivations`.execute(db)
  await sql`delete from mirror_reads where object in ('Account', 'Contact', 'User')`.execute(db)
}

/** Resolves when what follows a run (statistics, files forced to disk) is over, too. */
const quiet = async (): Promise<void> => {
  await sql`select 1`.execute(database().db)
}

const begin = (): void => {
  globalThis.gc?.()
  watch.begin()
}

const cost = (): Cost => watch.cost()

const rss = (): number => process.memoryUsage.rss()

answerParent({ open, forgetSalesforce, quiet, begin, cost, rss }, async () => crosswalk?.stop(5_000))
