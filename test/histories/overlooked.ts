import { sql } from 'kysely'
import { expect } from 'vitest'
import { silent, type Log } from '../../src/base/log.ts'
import type { Tx } from '../../src/db/db.ts'
import { refreshProblems } from '../../src/sync/problems/refresh.ts'
import type { World } from '../world.ts'

/** Rejects where a look at everybody finds another problem than the looks at those whom the runs concerned. */
export const overlooksNothing = async ({ database, workspaceId, clock }: World): Promise<void> => {
  await database.transaction(async (tx) => {
    const known = await openProblems(tx, workspaceId)
    await refreshProblems(tx, loud, { id: '', workspaceId, concerned: 'everybody' }, clock.now())
    expect(known).toEqual(await openProblems(tx, workspaceId))
  })
}

/** What cannot be worked out must not pass for what has not changed. */
const loud: Log = {
  ...silent,
  error: (fields: object) => {
    throw new Error('problems could not be worked out', { cause: fields })
  },
}

const openProblems = async (tx: Tx, workspaceId: string): Promise<readonly unknown[]> =>
  (
    await sql`select kind, about, key, subject, facts, said, since from problems
      where workspace_id = ${workspaceId} and closed_at is null order by kind, about, key`.execute(tx)
  ).rows
