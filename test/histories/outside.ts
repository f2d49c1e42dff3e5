import type { KyselyPlugin } from 'kysely'
import { transaction } from '../../src/db/db.ts'
import type { SyncParts } from '../../src/sync/run/execute.ts'
import type { Kill } from './events.ts'

/** A run's whole outside, which stops answering for good at the moment its process is killed. */
export interface Outside {
  readonly parts: SyncParts
  killed(): boolean
}

/**
 * Lets a run live until `kill`, or to its end when that never comes. Afterwards no request leaves and no statement
 * reaches the database, so nothing that the abandoned run still tries has an effect. `before` hears of each request by
 * number, before it leaves.
 */
export const mortal = (
  parts: SyncParts,
  kill: Kill | null,
  before: (request: number, url: string) => void | Promise<void>,
): Outside => {
  const { connections } = parts
  let dead = false
  let requests = 0
  let statements = 0
  const dieIf = (due: boolean): void => {
    dead ||= due
    if (dead) throw new Error('killed')
  }
  const watch: KyselyPlugin = {
    transformQuery: ({ node }) => {
      statements++
      dieIf(kill?.by === 'statement' && statements >= kill.at)
      return node
    },
    transformResult: async ({ result }) => result,
  }
  const { fetch } = connections.outside
  const watched: typeof fetch = async (input, init) => {
    if (dead) throw new TypeError('killed')
    requests++
    await before(requests, input instanceof Request ? input.url : String(input))
    const due = kill !== null && kill.by !== 'statement' && requests >= kill.at
    dieIf(due && kill.by === 'request')
    const answer = await fetch(input, init)
    if (due) await answer.body?.cancel()
    dieIf(due)
    return answer
  }
  const { database } = connections
  const db = database.db.withPlugin(watch)
  return {
    parts: {
      ...parts,
      connections: {
        ...connections,
        database: { ...database, db, transaction: (work) => transaction(db, work) },
        outside: { ...connections.outside, fetch: watched },
      },
    },
    killed: () => dead,
  }
}
