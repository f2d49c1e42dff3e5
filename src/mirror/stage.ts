import { sql } from 'kysely'
import { stagesInUse } from './checkpoints.ts'
import { copyCsv, transaction, type Db, type Tx } from '../db/db.ts'

/**
 * A table of one read, filled page by page and merged into the mirror in one go. Until then the mirror keeps
 * showing the last complete read, whatever becomes of this one.
 */
export interface Stage {
  readonly name: string
  readonly columns: readonly string[]
  /** Stores one page: CSV bytes of whole rows, columns in the stage's order. Resolves to its rows. */
  store(csv: Uint8Array): Promise<number>
  /** Drops it. Call it on every path; what a killed process left is dropped by `dropStages`. */
  drop(): Promise<void>
}

/** Makes an empty stage. Unlogged: a crash may lose it, because the read is then made again. */
export const openStage = async (
  db: Db,
  runId: string,
  object: string,
  columns: readonly string[],
): Promise<Stage> => {
  const name = stageName(runId, object)
  const defined = sql.join(columns.map((column) => sql`${sql.ref(column)} text`))
  await transaction(db, async (tx) => {
    await sql`drop table if exists ${sql.table(name)}`.execute(tx)
    await sql`create unlogged table ${sql.table(name)} (${defined})`.execute(tx)
  })
  return {
    name,
    columns,
    store: (csv) => transaction(db, (tx) => copyCsv(tx, name, columns, once(csv))),
    drop: () => sql`drop table if exists ${sql.table(name)}`.execute(db).then(() => {}),
  }
}

/** One page of bytes as the source of a copy. */
export const once = async function* (bytes: Uint8Array): AsyncIterable<Uint8Array> {
  yield bytes
}

/** The name of a stage: whose it is, so that `dropStages` can tell. */
export const stageName = (runId: string, object: string): string =>
  `stage_${runId.replaceAll('-', '')}_${object.toLowerCase().replaceAll(/[^a-z0-9]/g, '_')}`

/** Drops the stages of runs that are not under way, except those a read can still go on with. */
export const dropStages = async (db: Db | Tx, runsUnderWay: readonly string[]): Promise<void> => {
  const inUse = new Set(await stagesInUse(db))
  const { rows } = await sql<{ name: string }>`
    select c.relname as name from pg_class c join pg_namespace n on n.oid = c.relnamespace
    where c.relname like 'stage\_%' and c.relkind = 'r' and n.nspname = current_schema()`.execute(db)
  const kept = runsUnderWay.map((id) => `stage_${id.replaceAll('-', '')}_`)
  for (const { name } of rows) {
    if (!inUse.has(name) && !kept.some((prefix) => name.startsWith(prefix)))
      await sql`drop table if exists ${sql.table(name)}`.execute(db)
  }
}
