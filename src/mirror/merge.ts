import { sql, type RawBuilder } from 'kysely'
import { databaseCode, isDuplicate, roomForMany, type Db, type Tx } from '../db/db.ts'
import type { Shape } from './shape.ts'
import { countRows, mirrorTables, workspaceOf, type MirrorObject } from './tables.ts'

/** What became of the rows of a stage: each one that came is counted once. */
export interface RowsMerged {
  readonly created: number
  readonly changed: number
  /** As the mirror had them. */
  readonly unchanged: number
  /** Older than what the mirror has, and passed over. */
  readonly older: number
  /** Sent before in the same read: every sending but one. */
  readonly repeated: number
}

/**
 * Brings the rows of a stage into the mirror. A row that is older than the mirror's is passed over: the source's
 * own stamp decides, never our clock. Of a row staged twice the newest counts.
 */
export const mergeStage = async (
  tx: Tx,
  connectionId: string,
  shape: Shape,
  stage: string,
): Promise<RowsMerged> => {
  const names = [...shape.columns.map((one) => one.column), ...(shape.extra.length > 0 ? ['fields'] : [])]
  const values = [...shape.columns.map(value), ...(shape.extra.length > 0 ? [extraValue(shape)] : [])]
  const table = sql.table(mirrorTables[shape.object])
  const changed = names.filter((name) => name !== 'id')
  const set = sql.join(changed.map((name) => sql`${sql.ref(name)} = excluded.${sql.ref(name)}`))
  const into = sql`insert into ${table} as m
    (workspace_id, connection_id, ${sql.join(names.map((name) => sql.ref(name)))})`
  const row = sql`${workspaceOf(connectionId)}, ${connectionId}::uuid, ${sql.join(values)} from ${sql.table(stage)}`
  const onConflict = sql`on conflict (connection_id, id) do update set ${set}
    where excluded.modified_at >= m.modified_at
      and (${sql.join(changed.map((name) => sql`m.${sql.ref(name)}`))})
        is distinct from (${sql.join(changed.map((name) => sql`excluded.${sql.ref(name)}`))})`
  const merged = (statement: RawBuilder<unknown>) => async (): Promise<RowsMerged> =>
    withTheRest(tx, connectionId, shape.object, stage, await countMerged(tx, statement))
  const plain = merged(sql`${into} select ${row} ${onConflict}`)
  const careful = merged(
    sql`${into} select distinct on (id) ${row} order by id, modified_at desc ${onConflict}`,
  )
  // Into an empty mirror every row is a new one, or the database refuses it.
  const first = (): Promise<RowsMerged> => storeAll(tx, sql`${into} select ${row}`)
  return unlessTwice(tx, (await isEmpty(tx, connectionId, shape.object)) ? first : plain, careful)
}

const isEmpty = async (tx: Tx, connectionId: string, object: MirrorObject): Promise<boolean> => {
  const { rows } = await sql`select 1 from ${sql.table(mirrorTables[object])}
    where connection_id = ${connectionId} limit 1`.execute(tx)
  return rows.length === 0
}

const storeAll = async (tx: Tx, statement: RawBuilder<unknown>): Promise<RowsMerged> => ({
  created: Number((await statement.execute(tx)).numAffectedRows ?? 0n),
  changed: 0,
  unchanged: 0,
  older: 0,
  repeated: 0,
})

/** New and changed rows of an upsert into `m`. A row that was inserted has never been locked, one that was changed has. */
export const countMerged = async (
  tx: Tx,
  upsert: RawBuilder<unknown>,
): Promise<Pick<RowsMerged, 'created' | 'changed'>> => {
  const { rows } = await sql<{ created: number; changed: number }>`
    with merged as (${upsert} returning m.xmax = 0 as fresh)
    select count(*) filter (where fresh) as created, count(*) filter (where not fresh) as changed from merged`.execute(
    tx,
  )
  return rows[0] ?? { created: 0, changed: 0 }
}

/** Counts the rows of a merged stage that moved nothing. Each is looked up: what is not in the mirror is in no count. */
export const withTheRest = async (
  tx: Tx,
  connectionId: string,
  object: MirrorObject,
  stage: string,
  { created, changed }: Pick<RowsMerged, 'created' | 'changed'>,
): Promise<RowsMerged> => {
  await roomForMany(tx)
  const stamped = object !== 'customers' && object !== 'customer_contacts'
  const { rows } = await sql<{ known: number; older: number; repeated: number }>`
    select count(m.id) as known, coalesce(sum(s.times - 1), 0)::int8 as repeated,
      count(*) filter (where ${stamped ? sql`m.modified_at > s.at` : sql`false`}) as older
    from (
      select id, count(*) as times ${stamped ? sql`, max(modified_at) as at` : sql``}
      from ${sql.table(stage)} group by id
    ) s
    left join ${sql.table(mirrorTables[object])} m on m.connection_id = ${connectionId} and m.id = s.id`.execute(
    tx,
  )
  const { known = 0, older = 0, repeated = 0 } = rows[0] ?? {}
  return { created, changed, unchanged: known - created - changed - older, older, repeated }
}

/**
 * In nearly every stage an id stands once. Sorting 500,000 rows to make sure took as long as storing them, so the
 * sorting is left to the database's own rule: it refuses a second one, and then it is done the careful way.
 */
const unlessTwice = async <R>(tx: Tx, plain: () => Promise<R>, careful: () => Promise<R>): Promise<R> => {
  await sql`savepoint merging`.execute(tx)
  try {
    return await plain()
  } catch (error) {
    if (!isDuplicate(error) && databaseCode(error) !== rowTwice) throw error
    await sql`rollback to savepoint merging`.execute(tx)
    return careful()
  }
}

// "ON CONFLICT DO UPDATE command cannot affect row a second time"
const rowTwice = '21000'

const value = (one: Shape['columns'][number]): RawBuilder<unknown> =>
  one.type === 'boolean'
    ? sql`coalesce(${sql.ref(one.column)}, ${sql.lit(one.column === 'active')})`
    : sql.ref(one.column)

const extraValue = (shape: Shape): RawBuilder<unknown> => {
  const pairs = shape.extra.map((name, index) => sql`${name}::text, ${sql.ref(`extra_${index}`)}`)
  return sql`jsonb_strip_nulls(jsonb_build_object(${sql.join(pairs)}))`
}

/** What a comparison with every id there is took away, and what it brought back. */
export interface RowsMissing {
  readonly removed: number
  /** Users that are shown again. */
  readonly returned: number
}

/**
 * Removes mirror rows whose id the stage does not have. Only for a stage proven to hold every id there is.
 *
 * Two kinds leave something behind. Salesforce never deletes a user, so one that is not shown any more is only hidden:
 * it stays, marked. And a merged account that has left the recycle bin is remembered, because the billing tool may
 * name it for years.
 */
export const removeMissing = async (
  tx: Tx,
  connectionId: string,
  object: MirrorObject,
  stage: string,
): Promise<RowsMissing> => {
  if (object === 'User') return hideMissing(tx, connectionId, stage)
  const missing = sql`m.connection_id = ${connectionId}
    and not exists (select 1 from ${sql.table(stage)} s where s.id = m.id)`
  if (object === 'Account') await rememberMerged(tx, missing)
  const result = await sql`delete from ${sql.table(mirrorTables[object])} m where ${missing}`.execute(tx)
  return { removed: Number(result.numAffectedRows ?? 0n), returned: 0 }
}

/** Marks users the org does not show, and takes the mark from those it shows again. Their rows stay. */
const hideMissing = async (tx: Tx, connectionId: string, stage: string): Promise<RowsMissing> => {
  const { rows } = await sql<RowsMissing>`
    with turned as (
      update mirror_users m set hidden = not m.hidden
      where m.connection_id = ${connectionId}
        and m.hidden = exists (select 1 from ${sql.table(stage)} s where s.id = m.id)
      returning m.hidden
    )
    select count(*) filter (where hidden) as removed, count(*) filter (where not hidden) as returned from turned`.execute(
    tx,
  )
  return rows[0] ?? nothingMissing
}

export const nothingMissing: RowsMissing = { removed: 0, returned: 0 }

const rememberMerged = async (tx: Tx, missing: RawBuilder<unknown>): Promise<void> => {
  await sql`insert into mirror_merged_accounts as b
      (workspace_id, connection_id, id, name, master_id, person_contact_id, fields)
    select workspace_id, connection_id, id, name, master_id, person_contact_id, fields
    from mirror_accounts m where ${missing} and m.deleted and m.master_id is not null
    on conflict (connection_id, id) do update set name = excluded.name, master_id = excluded.master_id,
      person_contact_id = excluded.person_contact_id, fields = excluded.fields`.execute(tx)
}

/**
 * Ids the sweep saw and that neither the mirror nor the staged changes have, or have older. None, when the two together
 * are whole. Rows touched since `start` do not count: they come with the next run, or a busy org would be read in
 * full each time.
 */
export const countStale = async (
  db: Db | Tx,
  connectionId: string,
  object: Shape['object'],
  staged: { readonly ids: string; readonly changes: string; readonly start: string },
): Promise<number> => {
  const { rows } = await sql<{ count: number }>`
    select count(*) as count from ${sql.table(staged.ids)} s
    left join ${sql.table(mirrorTables[object])} m on m.connection_id = ${connectionId} and m.id = s.id
    where s.modified_at < ${staged.start}::timestamptz
      and (m.id is null or m.modified_at < s.modified_at)
      and not exists (
        select 1 from ${sql.table(staged.changes)} c
        where c.id = s.id and c.modified_at >= s.modified_at
      )`.execute(db)
  return rows[0]?.count ?? 0
}

/** Different rows a stage holds. */
export const countStaged = async (db: Db | Tx, stage: string): Promise<number> =>
  (await sql<{ count: number }>`select count(distinct id) as count from ${sql.table(stage)}`.execute(db))
    .rows[0]?.count ?? 0

/** Rows there are once the stage is merged: the mirror's, and those of the stage it does not have yet. */
export const countKnown = async (
  db: Db | Tx,
  connectionId: string,
  object: Shape['object'],
  stage: string,
): Promise<number> => {
  const { rows } = await sql<{ count: number }>`
    select count(distinct s.id) as count from ${sql.table(stage)} s
    where not exists (
      select 1 from ${sql.table(mirrorTables[object])} m
      where m.connection_id = ${connectionId} and m.id = s.id ${object === 'User' ? sql`and not m.hidden` : sql``}
    )`.execute(db)
  return (await countRows(db, connectionId, object)) + (rows[0]?.count ?? 0)
}
