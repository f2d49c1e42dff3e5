import { systemClock } from '../src/base/clock.ts'
import { silent } from '../src/base/log.ts'
import { salesforceGrant } from '../src/connections/grant.ts'
import type { ConnectionParts } from '../src/connections/parts.ts'
import { openSeal } from '../src/connections/seal.ts'
import { connectionById } from '../src/connections/tables.ts'
import { openDatabase, type Database } from '../src/db/db.ts'
import { SANDBOX_CLIENT_ID, SANDBOX_CLIENT_SECRET } from '../src/sandbox/credentials.ts'
import { sealingKey } from './world.ts'

/**
 * Workers who renew one connection's tokens as fast as they can, each forcing a newer token than the one it finds. Run as a
 * program it is a process of its own, which tells its parent what it did once it is told to stop.
 */
export interface Refreshed {
  /** Newer tokens the workers were given. */
  readonly renewals: number
  /** Requests that left for the token endpoint. */
  readonly asks: number
}

export interface Refreshing {
  readonly connectionId: string
  readonly salesforceOrigin: string
  readonly workers: number
}

/** Works until `stopped`. Rejects when any worker is refused. */
export const refresh = async (
  database: Database,
  { connectionId, salesforceOrigin, workers }: Refreshing,
  stopped: () => boolean,
): Promise<Refreshed> => {
  let asks = 0
  const fetch: typeof globalThis.fetch = (input, init) => {
    if (String(input).endsWith('/services/oauth2/token')) asks++
    return globalThis.fetch(input, init)
  }
  const parts: ConnectionParts = {
    database,
    seal: openSeal(sealingKey),
    outside: { fetch, clock: systemClock, log: silent, random: Math.random },
    loopback: { salesforce: salesforceOrigin, stripe: null },
    app: { clientId: SANDBOX_CLIENT_ID, clientSecret: SANDBOX_CLIENT_SECRET },
    publicUrl: 'http://localhost:4400',
  }
  const connection = await connectionById(database.db, connectionId)
  if (!connection) throw new Error('no connection')
  const grant = salesforceGrant(parts, connection)
  const work = async (): Promise<number> => {
    let renewals = 0
    while (!stopped()) {
      const { accessToken: stale } = await grant.current()
      if ((await grant.renew(stale)).accessToken === stale) throw new Error('was given the stale token again')
      renewals++
    }
    return renewals
  }
  const done = await Promise.all(Array.from({ length: workers }, work))
  return { renewals: done.reduce((sum, one) => sum + one, 0), asks }
}

const main = async (url: string, asked: Refreshing): Promise<void> => {
  let stopped = false
  process.once('message', () => (stopped = true))
  const database = await openDatabase({ url, directory: null })
  const refreshed = await refresh(database, asked, () => stopped)
  await database.close()
  process.send?.(refreshed, () => process.disconnect())
}

const [, program, url, asked] = process.argv
if (program === import.meta.filename && url && asked) await main(url, JSON.parse(asked) as Refreshing)
