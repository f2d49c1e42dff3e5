import { sql } from 'kysely'
import type { CrmCursor, CrmObject } from '../connectors/connector.ts'
import type { Db, Tx } from '../db/db.ts'
import { workspaceOf } from './tables.ts'

/** Which of an object's two reads: its rows with all fields, or every id there is. */
export type PartName = 'rows' | 'ids'

/** How far one read has come. What it says of the stage is true: both are written in one transaction. */
export interface Checkpoint {
  readonly object: CrmObject
  readonly part: PartName
  /** The table that holds what was read. */
  readonly stage: string
  readonly fields: readonly string[]
  readonly since: Date | null
  /** The source's clock when the read began. */
  readonly start: Date
  readonly asked: number
  readonly rows: number
  readonly pages: number
  readonly place: CrmCursor | null
  readonly done: boolean
}

// A read that nothing was added to for so long is given up. One that is fed day by day, within a small share of the
// org's calls, goes on as long as it takes: what changed meanwhile is read at its end, and by the next run.
const lifeMs = 48 * 3_600_000

const columns = sql`object, part, stage, fields, since, start, asked, rows, pages, place, done`

/**
 * The reads of a connection that can be gone on with. One whose stage does not hold what it says (an unlogged table is
 * empty after a crash of the database) does not count.
 */
export const listCheckpoints = async (db: Db, connectionId: string, now: Date): Promise<Checkpoint[]> => {
  const { rows } = await sql<Checkpoint>`select ${columns} from read_checkpoints
    where connection_id = ${connectionId} and exists (
      select 1 from read_checkpoints c
      where c.connection_id = ${connectionId} and c.at > ${new Date(now.getTime() - lifeMs)}
    )`.execute(db)
  const usable: Checkpoint[] = []
  for (const row of rows) if ((await heldIn(db, row.stage)) === row.rows) usable.push(row)
  return usable
}

const heldIn = async (db: Db, stage: string): Promise<number | null> => {
  const found = await sql<{ there: boolean }>`select to_regclass(${stage}) is not null as there`.execute(db)
  if (found.rows[0]?.there !== true) return null
  const { rows } = await sql<{ count: number }>`select count(*) as count from ${sql.table(stage)}`.execute(db)
  return rows[0]?.count ?? null
}

export const storeCheckpoint = async (
  tx: Tx,
  connectionId: string,
  point: Checkpoint,
  now: Date,
): Promise<void> => {
  await sql`insert into read_checkpoints
      (workspace_id, connection_id, ${columns}, at)
    values (${workspaceOf(connectionId)}, ${connectionId}, ${point.object}, ${point.part}, ${point.stage},
      ${[...point.fields]}, ${point.since}, ${point.start}, ${point.asked}, ${point.rows}, ${point.pages},
      ${point.place && JSON.stringify(point.place)}::jsonb, ${point.done}, ${now})
    on conflict (connection_id, object, part) do update
    set stage = excluded.stage, fields = excluded.fields, since = excluded.since, start = excluded.start,
      asked = excluded.asked, rows = excluded.rows, pages = excluded.pages, place = excluded.place,
      done = excluded.done, at = excluded.at`.execute(tx)
}

/** Forgets how far reads have come, and drops their stages. All of a connection, one object's, or one of its two. */
export const dropCheckpoints = async (
  tx: Tx,
  connectionId: string,
  object: CrmObject | null = null,
  part: PartName | null = null,
): Promise<void> => {
  const { rows } = await sql<{ stage: string }>`delete from read_checkpoints
    where connection_id = ${connectionId} and (${object}::text is null or object = ${object})
      and (${part}::text is null or part = ${part})
    returning stage`.execute(tx)
  for (const { stage } of rows) await sql`drop table if exists ${sql.table(stage)}`.execute(tx)
}

/** Stages that a read may still go on with. */
export const stagesInUse = async (db: Db | Tx): Promise<string[]> =>
  (await sql<{ stage: string }>`select stage from read_checkpoints`.execute(db)).rows.map((row) => row.stage)
