import { sql, type Generated, type RawBuilder } from 'kysely'
import type { Db, Tx } from '../db/db.ts'

declare module '../db/db.ts' {
  interface Tables {
    mirror_reads: {
      workspace_id: string
      connection_id: string
      object: string
      fields: string[]
      covered_until: Date | null
      complete_at: Date
      rows: number
      run_id: string | null
      swept_at: Date | null
      hidden: Generated<string[]>
      org_rows: number | null
      org_rows_at: Date | null
    }
  }
}

/** The workspace of a connection, to be written on every row it says. */
export const workspaceOf = (connectionId: string): RawBuilder<unknown> =>
  sql`(select workspace_id from connections where id = ${connectionId}::uuid)`

/** How far one object of one connection has been read. Present only after a complete first read. */
export interface ReadRecord {
  readonly fields: readonly string[]
  readonly coveredUntil: Date | null
  readonly completeAt: Date
  readonly rows: number
  /** When every id was asked for last. */
  readonly sweptAt: Date | null
  /** Fields that are not shown to us: what they held stays. */
  readonly hidden: readonly string[]
  /** Rows there are whoever may see them, about; null where the source does not say. */
  readonly orgRows: number | null
  readonly orgRowsAt: Date | null
}

export const readRecord = async (
  db: Db | Tx,
  connectionId: string,
  object: string,
): Promise<ReadRecord | null> => {
  const row = await db
    .selectFrom('mirror_reads')
    .select([
      'fields',
      'covered_until as coveredUntil',
      'complete_at as completeAt',
      'rows',
      'swept_at as sweptAt',
      'hidden',
      'org_rows as orgRows',
      'org_rows_at as orgRowsAt',
    ])
    .where('connection_id', '=', connectionId)
    .where('object', '=', object)
    .executeTakeFirst()
  return row ?? null
}

export const storeReadRecord = async (
  tx: Tx,
  connectionId: string,
  object: string,
  runId: string | null,
  record: ReadRecord,
): Promise<void> => {
  await sql`
    insert into mirror_reads (workspace_id, connection_id, object, fields, covered_until, complete_at, rows, run_id,
      swept_at, hidden, org_rows, org_rows_at)
    values (${workspaceOf(connectionId)}, ${connectionId}, ${object}, ${[...record.fields]}, ${record.coveredUntil},
      ${record.completeAt}, ${record.rows}, ${runId}, ${record.sweptAt}, ${[...record.hidden]}, ${record.orgRows}, ${record.orgRowsAt})
    on conflict (connection_id, object) do update
    set fields = excluded.fields, covered_until = excluded.covered_until, complete_at = excluded.complete_at,
      rows = excluded.rows, run_id = excluded.run_id, swept_at = excluded.swept_at, hidden = excluded.hidden,
      org_rows = excluded.org_rows, org_rows_at = excluded.org_rows_at`.execute(tx)
}

/** The tables that mirror each object. */
export const mirrorTables = {
  Account: 'mirror_accounts',
  Contact: 'mirror_contacts',
  User: 'mirror_users',
  AccountContactRelation: 'mirror_relations',
  customers: 'mirror_customers',
  customer_contacts: 'mirror_customer_contacts',
} as const
export type MirrorObject = keyof typeof mirrorTables

/** Rows of a connection's mirror, as many as the source showed last: hidden users do not count. */
export const countRows = async (db: Db | Tx, connectionId: string, object: MirrorObject): Promise<number> => {
  const { rows } = await sql<{ count: number }>`
    select count(*) as count from ${sql.table(mirrorTables[object])} where connection_id = ${connectionId}
      and ${object === 'User' ? sql`not hidden` : sql`true`}`.execute(db)
  return rows[0]?.count ?? 0
}

/** Rows the source shows and has not put into its recycle bin, and those it has put there after `since`. */
export const countLive = async (
  db: Db | Tx,
  connectionId: string,
  object: 'Account' | 'Contact',
  since: Date | null,
): Promise<{ readonly live: number; readonly gone: number }> => {
  const { rows } = await sql<{ live: number; gone: number }>`
    select count(*) filter (where not deleted) as live,
      count(*) filter (where deleted and modified_at > ${since}::timestamptz) as gone
    from ${sql.table(mirrorTables[object])} where connection_id = ${connectionId}`.execute(db)
  return rows[0] ?? { live: 0, gone: 0 }
}

/** A field that may be the shared identifier, as the source described it last. */
export interface MirrorField {
  readonly name: string
  readonly label: string
  readonly type: string
}

export const storeFields = async (
  tx: Tx,
  connectionId: string,
  object: string,
  fields: readonly MirrorField[],
): Promise<void> => {
  await sql`delete from mirror_fields where connection_id = ${connectionId} and object = ${object}`.execute(
    tx,
  )
  if (fields.length === 0) return
  const rows = JSON.stringify(fields.map(({ name, label, type }) => ({ name, label, type })))
  await sql`insert into mirror_fields (workspace_id, connection_id, object, name, label, type)
    select ${workspaceOf(connectionId)}, ${connectionId}::uuid, ${object}, f.name, f.label, f.type
    from jsonb_to_recordset(${rows}::jsonb) as f (name text, label text, type text)`.execute(tx)
}

export const listFields = async (db: Db | Tx, connectionId: string, object: string): Promise<MirrorField[]> =>
  (
    await sql<MirrorField>`select name, label, type from mirror_fields
      where connection_id = ${connectionId} and object = ${object} order by label, name`.execute(db)
  ).rows

/** Forgets all a connection ever said. For a purge a person asked for. */
export const forget = async (tx: Tx, connectionId: string): Promise<void> => {
  for (const table of [
    ...Object.values(mirrorTables),
    'mirror_merged_accounts',
    'mirror_reads',
    'mirror_fields',
  ]) {
    await sql`delete from ${sql.table(table)} where connection_id = ${connectionId}`.execute(tx)
  }
}
