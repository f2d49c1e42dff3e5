import { sql } from 'kysely'
import type { CrmObject, CrmPage } from '../connectors/connector.ts'
import { copyCsv, transaction, type Db } from '../db/db.ts'
import { dropCheckpoints, storeCheckpoint, type Checkpoint, type PartName } from './checkpoints.ts'
import { columnTypes } from './shape.ts'
import { once, stageName } from './stage.ts'
import { mirrorTables } from './tables.ts'

/** Who reads: names the stages, and what a killed reader left is renamed, so that it cannot write to it any more. */
export interface Reader {
  readonly db: Db
  readonly connectionId: string
  readonly runId: string
  readonly attempt: number
  now(): Date
}

/** What a part asks for. */
export interface PartQuestion {
  readonly object: CrmObject
  readonly part: PartName
  readonly fields: readonly string[]
  /** Columns of the stage, one per field. */
  readonly columns: readonly string[]
  readonly since: Date | null
  readonly start: Date
  /** Null: the source's first answer says it. */
  readonly asked: number | null
}

/** One read that survives being broken off: its stage, and how far it has come. */
export interface Part {
  readonly name: string
  readonly since: Date | null
  readonly start: Date
  readonly place: Checkpoint['place']
  readonly done: boolean
  /** Rows there should be: counted beforehand, or announced by the source's first answer. */
  asked(): number
  rows(): number
  pages(): number
  /** Stores one page with the place behind it, in one transaction. */
  store(page: CrmPage): Promise<void>
  /** Nothing more comes. */
  finish(): Promise<void>
}

/**
 * Begins a part, or goes on with `earlier`. Its columns have the mirror's types, so that values are read while the
 * source is still sending, and not once more when they are merged.
 */
export const openPart = async (
  reader: Reader,
  asked: PartQuestion,
  earlier: Checkpoint | null,
): Promise<Part> => {
  const { db, connectionId } = reader
  const { object, part } = asked
  const name = stageName(
    reader.runId,
    `${reader.attempt}_${mirrorTables[object].slice('mirror_'.length)}_${part}`,
  )
  let point: Checkpoint = {
    ...(earlier ?? { ...asked, asked: asked.asked ?? 0, rows: 0, pages: 0, place: null, done: false }),
    stage: name,
  }
  await transaction(db, async (tx) => {
    if (earlier) await sql`alter table ${sql.table(earlier.stage)} rename to ${sql.table(name)}`.execute(tx)
    else {
      await dropCheckpoints(tx, connectionId, object, part)
      const defined = sql.join(
        asked.columns.map((column) => sql`${sql.ref(column)} ${sql.raw(columnTypes.get(column) ?? 'text')}`),
      )
      await sql`create unlogged table ${sql.table(name)} (${defined})`.execute(tx)
    }
    await storeCheckpoint(tx, connectionId, point, reader.now())
  })
  const { rows: earlierRows, pages: earlierPages } = point
  return {
    name,
    since: point.since,
    start: point.start,
    place: point.place,
    done: point.done,
    asked: () => point.asked,
    rows: () => point.rows,
    pages: () => point.pages,
    store: async ({ csv, page, announced, cursor }) => {
      point = await transaction(db, async (tx) => {
        const stored = await copyCsv(tx, name, asked.columns, once(csv), { emptyIsNull: true })
        const behind = {
          asked: asked.asked === null ? earlierRows + (announced ?? point.asked - earlierRows) : point.asked,
          rows: point.rows + stored,
          pages: earlierPages + page,
          place: cursor ?? point.place,
        }
        await storeCheckpoint(tx, connectionId, { ...point, ...behind }, reader.now())
        return { ...point, ...behind }
      })
    },
    finish: async () => {
      point = { ...point, done: true }
      await transaction(db, (tx) => storeCheckpoint(tx, connectionId, point, reader.now()))
    },
  }
}
