import { sql } from 'kysely'
import type { World } from './world.ts'

/** Lets the time of a right to renew run out that a killed process holds: it goes by the database's own clock. */
export const leasesRunOut = async ({ database: { db }, workspaceId }: World): Promise<void> => {
  await sql`update connections set lease_until = clock_timestamp() - interval '1 second'
    where workspace_id = ${workspaceId} and lease_until is not null`.execute(db)
}
