import { sql } from 'kysely'
import * as z from 'zod'
import { Fault } from '../base/errors.ts'
import type { Job } from '../jobs/jobs.ts'
import { salesforceGrant } from './grant.ts'
import { noteFault } from './health.ts'
import type { ConnectionParts } from './parts.ts'
import { connectionById } from './tables.ts'

/** Salesforce lets an org end tokens that nobody renewed for a while; a week is the shortest that is usual. */
const restMs = 3 * 86_400_000

/** Keeps what is seldom used from dying of it. */
export const connectionJobs = (parts: ConnectionParts): readonly Job[] => [
  {
    name: 'connections.keep_alive',
    data: z.object({}),
    // The next hour is the next try.
    retries: 0,
    cron: '17 * * * *',
    run: (_data, signal) => keepAlive(parts, signal),
  },
]

/**
 * Renews the tokens of every connection that rested for three days, whether or not anything is to be read. A refusal
 * is noted like any other; a source that is away is asked again in an hour.
 */
export const keepAlive = async (parts: ConnectionParts, signal: AbortSignal): Promise<void> => {
  const { database, outside } = parts
  const before = new Date(outside.clock.now().getTime() - restMs)
  const { rows } = await sql<{ id: string }>`
    select id from connections
    where tool = 'salesforce' and way = 'person' and state in ('connected', 'blocked')
      and coalesce(refreshed_at, connected_at) <= ${before}
    order by refreshed_at`.execute(database.db)
  for (const { id } of rows) {
    signal.throwIfAborted()
    await keepOne(parts, id)
  }
}

const keepOne = async (parts: ConnectionParts, id: string): Promise<void> => {
  const connection = await connectionById(parts.database.db, id)
  if (!connection) return
  const { log } = parts.outside
  try {
    const grant = salesforceGrant(parts, connection)
    await grant.renew((await grant.current()).accessToken)
    log.info({ connection: id }, 'kept the access to Salesforce alive')
  } catch (error) {
    // One that fails must not keep the others from being renewed.
    if (!(error instanceof Fault)) return log.error({ connection: id, err: error }, 'keeping alive failed')
    log.warn({ connection: id, code: error.explanation.code }, 'access to Salesforce could not be renewed')
    await noteFault(parts, connection, error)
  }
}
