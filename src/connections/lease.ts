import { sql } from 'kysely'
import type { Db, Tx } from '../db/db.ts'
import { transaction } from '../db/db.ts'

/**
 * The right to renew a connection's tokens, one holder at a time over all processes. The statement that takes it is
 * the lock, and the database's clock is the only one asked: those of several machines differ.
 *
 * A holder that ends without knowing what the source did leaves its name behind, so that whoever comes next knows
 * that the stored tokens may be outdated.
 */

/** How the renewal before this one ended: well, by vanishing with its process, or without an answer. */
export type Before = 'well' | 'vanished' | 'unanswered'

/**
 * Takes the right to renew tokens of version `version` for `ms` milliseconds. Null when somebody has it, when newer
 * tokens are stored, or when the connection may not be used.
 */
export const takeLease = async (
  db: Db,
  id: string,
  version: number,
  by: string,
  ms: number,
): Promise<Before | null> => {
  const { rows } = await sql<{ before: Before }>`
    with was as (
      select id, lease_by, lease_until from connections
      where id = ${id} and token_version = ${version} and state in ('connected', 'blocked')
        and (lease_until is null or lease_until < clock_timestamp())
      for update)
    update connections c
    set lease_by = ${by}, lease_until = clock_timestamp() + ${ms}::int * interval '1 millisecond'
    from was where c.id = was.id
    returning case when was.lease_by is null then 'well' when was.lease_until is null then 'unanswered'
      else 'vanished' end as before`.execute(db)
  return rows[0]?.before ?? null
}

/** Gives the right back. `unanswered` leaves the name behind: what the source did is not known. */
export const giveLeaseBack = async (db: Db, id: string, by: string, unanswered: boolean): Promise<void> => {
  await db
    .updateTable('connections')
    .set({ lease_until: null, ...(unanswered ? {} : { lease_by: null }) })
    .where('id', '=', id)
    .where('lease_by', '=', by)
    .execute()
}

/**
 * Stores renewed tokens and gives the right back; on a server the commit is on its disk when this resolves. False when
 * newer tokens than version `version` are stored already. Whether the right was lost meanwhile does not matter:
 * what the source gave last is worth keeping whoever else has begun.
 */
export const storeRenewed = (
  db: Db,
  id: string,
  version: number,
  fresh: { readonly sealed: Buffer; readonly instanceUrl: string; readonly now: Date },
): Promise<boolean> =>
  transaction(db, async (tx: Tx) => {
    // A server may be set to confirm before it has written. These few bytes cannot be had again.
    await sql`set local synchronous_commit to on`.execute(tx)
    const result = await tx
      .updateTable('connections')
      .set({
        sealed: fresh.sealed,
        settings: sql`settings || ${JSON.stringify({ instanceUrl: fresh.instanceUrl })}::jsonb`,
        token_version: sql<number>`token_version + 1`,
        refreshed_at: fresh.now,
        lease_by: null,
        lease_until: null,
      })
      .where('id', '=', id)
      .where('token_version', '=', version)
      .where('state', '<>', 'disconnected')
      .executeTakeFirst()
    return result.numUpdatedRows === 1n
  })
