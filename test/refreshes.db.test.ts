import { fork } from 'node:child_process'
import { once } from 'node:events'
import { expect, test } from 'vitest'
import { openCrm } from '../src/connections/connections.ts'
import { listChanges } from '../src/connections/health.ts'
import { findConnection, readSecret } from '../src/connections/tables.ts'
import { openDatabase, type Database } from '../src/db/db.ts'
import { makeServerDatabase, openTestDatabase } from '../src/db/test-database.ts'
import type { Org } from '../src/sandbox/salesforce/org.ts'
import { refresh, type Refreshed, type Refreshing } from './refresher.ts'
import { openWorld } from './world.ts'

// 1,000 renewals under rotation by eight workers at once: two processes of four on a server, eight strangers to each
// other in one process on the embedded database. The org tells of every reuse by ending the grant.

const wanted = 1_000

interface Count {
  refreshes: number
  reuses: number
  collisions: number
  ended: number
}

/** Counts at the org itself; `enough` is called at the last wanted renewal. */
const watch = ({ grants }: Org, enough: () => void): Count => {
  const count: Count = { refreshes: 0, reuses: 0, collisions: 0, ended: 0 }
  const { findGrant, rotate, revokeGrant } = grants
  grants.findGrant = (token) => {
    const grant = findGrant.call(grants, token)
    if (grant && grant.refreshToken !== token) count.reuses++
    if (grant?.busy) count.collisions++
    return grant
  }
  grants.rotate = (grant) => {
    if (++count.refreshes === wanted) enough()
    return rotate.call(grants, grant)
  }
  grants.revokeGrant = (grant) => {
    count.ended++
    revokeGrant.call(grants, grant)
  }
  return count
}

interface Crew {
  readonly database: Database
  readonly close: () => Promise<void>
  /** Begins. `done` resolves to what each process did after `stop`, and rejects as soon as one of them is refused. */
  readonly begin: (asked: Refreshing) => { stop: () => void; done: Promise<readonly Refreshed[]> }
}

const twoProcesses = async (): Promise<Crew> => {
  const server = await makeServerDatabase()
  const database = await openDatabase({ url: server.url, directory: null })
  return {
    database,
    close: () => database.close().then(server.drop),
    begin: (asked) => {
      const children = [1, 2].map(() =>
        fork(new URL('./refresher.ts', import.meta.url), [
          server.url,
          JSON.stringify({ ...asked, workers: 4 }),
        ]),
      )
      const told = children.map(async (child) => {
        const ended = once(child, 'exit')
        const said = await Promise.race([once(child, 'message'), ended.then(() => null)])
        if (!said) throw new Error('a worker was refused')
        await ended
        return said[0] as Refreshed
      })
      const stop = (): void => {
        for (const child of children) if (child.connected) child.send('stop')
      }
      return { stop, done: Promise.all(told).finally(() => children.map((child) => child.kill())) }
    },
  }
}

const oneProcess = async (): Promise<Crew> => {
  const database = await openTestDatabase()
  return {
    database,
    close: () => database.close(),
    begin: (asked) => {
      let stopped = false
      const stop = (): void => void (stopped = true)
      const workers = Array.from({ length: 8 }, () => refresh(database, asked, () => stopped))
      return { stop, done: Promise.all(workers).finally(stop) }
    },
  }
}

test(
  'a thousand renewals by eight at once: no dead connection, no reused token',
  { timeout: 180_000 },
  async () => {
    const crew = await (process.env.TEST_ENGINE === 'postgres' ? twoProcesses() : oneProcess())
    const world = await openWorld({ customers: 5 }, crew.database)
    const { db } = crew.database
    const { org, salesforceOrigin } = world.sandbox
    try {
      const connection = await findConnection(db, world.workspaceId, 'salesforce')
      if (!connection) throw new Error('no connection')
      org.grants.settings.refreshHoldMs = 1
      const count = watch(org, () => stop())
      const { stop, done } = crew.begin({ connectionId: connection.id, salesforceOrigin, workers: 1 })
      const refreshed = await done
      expect(count).toMatchObject({ reuses: 0, collisions: 0, ended: 0 })
      expect(count.refreshes).toBeGreaterThanOrEqual(wanted)
      expect(refreshed.reduce((sum, { asks }) => sum + asks, 0)).toBe(count.refreshes)
      expect(refreshed.every(({ asks }) => asks > 0)).toBe(true)
      expect(refreshed.reduce((sum, { renewals }) => sum + renewals, 0)).toBeGreaterThanOrEqual(wanted)
      expect(await readSecret(db, connection.id)).toMatchObject({
        version: count.refreshes,
        state: 'connected',
        problem: null,
      })
      expect(await listChanges(db, connection.id)).toEqual([])
      expect(await openCrm(world.parts.connections, connection).identity()).toMatchObject({ orgId: org.id })
      expect(org.grants.counts().grants).toBe(1)
    } finally {
      await world.close()
      await crew.close()
    }
  },
)
