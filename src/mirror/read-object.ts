import { transaction, type Tx } from '../db/db.ts'
import { dropCheckpoints, type Checkpoint } from './checkpoints.ts'
import {
  countKnown,
  countStaged,
  countStale,
  mergeStage,
  nothingMissing,
  removeMissing,
  type RowsMissing,
} from './merge.ts'
import {
  fewRows,
  fill,
  fillOn,
  idFields,
  iso,
  question,
  reachBack,
  type CrmReadOutcome,
  type ObjectReading,
  type StagedObject,
} from './object-reading.ts'
import { openPart, type Part } from './part.ts'
import { finish, prove } from './proof.ts'
import { countRows } from './tables.ts'

/**
 * Reads one object beside its mirror. Rejects with `TryLater` when what came cannot be proven to be all there is; the
 * mirror is touched only by `merge`.
 */
export const stageObject = async (reading: ObjectReading): Promise<StagedObject> => {
  const earlier = reading.checkpoints.find(({ object, part }) => object === reading.object && part === 'rows')
  const whole = (earlier ?? reading).since === null
  return whole ? stageAll(reading, earlier ?? null) : stageChanges(reading, earlier ?? null)
}

const stageAll = async (reading: ObjectReading, earlier: Checkpoint | null): Promise<StagedObject> => {
  const { object, shape, start, total, before } = reading
  const { connectionId } = reading.reader
  const rows = await openPart(reading.reader, question(reading, 'rows', null, total), earlier)
  const bounded = rows.asked() > fewRows
  if (!rows.done) {
    await fill(reading, rows, shape.fields, { since: null, until: bounded ? rows.start : null })
    await rows.finish()
  }
  const inWindow = rows.rows()
  // Rows touched meanwhile fell out of the window; they are few, unless the read was broken off in between.
  if (bounded || earlier)
    await fillOn(reading, rows, shape.fields, earlier ? reachBack(rows.start) : rows.start)
  const ids = earlier && (await provedAnew(reading, rows))
  if (ids === 'doubt') return again(reading)
  const proven = earlier
    ? (ids?.proven ?? total)
    : await prove(reading, rows.asked(), rows.rows(), { since: null, until: rows.start })
  return {
    merge: async (tx) => {
      const merged = await merge(tx, reading, rows, () =>
        // On a first read there is nothing that could be missing, unless it was broken off and something went meanwhile.
        before || ids ? removeMissing(tx, connectionId, object, ids?.part.name ?? rows.name) : null,
      )
      const after = await finish(tx, reading, start, ids ? start : rows.start, proven)
      return {
        ...outcome(reading, rows, 'full'),
        ...merged,
        asked: proven,
        read: inWindow,
        sweep: ids && swept(ids),
        after,
      }
    },
  }
}

/**
 * A read that was broken off holds rows of then: some may have vanished since without a trace. Where the number of rows
 * does not tell, or it is time anyway, every id is asked for.
 */
const provedAnew = async (reading: ObjectReading, rows: Part): Promise<Sweep | 'doubt' | null> => {
  const { reader, object, start, total, before, sweepDue } = reading
  const known = await countStaged(reader.db, rows.name)
  if (known === total && !(before && sweepDue)) return null
  const ids = await sweep(reading)
  const staged = { ids: ids.part.name, changes: rows.name, start: iso(reachBack(start)) }
  return (await countStale(reader.db, reader.connectionId, object, staged)) > 0 ? 'doubt' : ids
}

/** From the beginning, without what was read so far. */
const again = async (reading: ObjectReading): Promise<StagedObject> => {
  const { db, connectionId } = reading.reader
  await transaction(db, (tx) => dropCheckpoints(tx, connectionId, reading.object))
  return stageAll(reading, null)
}

const stageChanges = async (reading: ObjectReading, earlier: Checkpoint | null): Promise<StagedObject> => {
  const { object, shape, start } = reading
  const { connectionId, db } = reading.reader
  const rows = await openPart(reading.reader, question(reading, 'rows', reading.since, null), earlier)
  const window = { since: rows.since, until: rows.start }
  if (!rows.done) {
    await fill(reading, rows, shape.fields, window)
    await rows.finish()
  }
  // What changed since the read was broken off belongs to today too.
  if (earlier) await fillOn(reading, rows, shape.fields, reachBack(rows.start), start)
  const known = await countKnown(db, connectionId, object, rows.name)
  const balances = rows.rows() >= rows.asked() && known === reading.total
  const ids = reading.sweepDue || !balances ? await sweep(reading) : null
  if (ids) {
    // What was stamped this late is read by the next run, whose window reaches back so far.
    const staged = { ids: ids.part.name, changes: rows.name, start: iso(reachBack(start)) }
    // The mirror missed something, by whatever way: then everything is read again.
    if ((await countStale(db, connectionId, object, staged)) > 0) return again(reading)
  }
  const moved = ids === null || earlier ? 0 : rows.asked() - rows.rows()
  if (moved > 0) await prove(reading, rows.asked(), rows.rows(), window)
  return {
    merge: async (tx) => {
      const merged = await merge(tx, reading, rows, () =>
        ids ? removeMissing(tx, connectionId, object, ids.part.name) : null,
      )
      const after = await finish(tx, reading, start, ids ? start : null, ids?.proven ?? reading.total)
      return {
        ...outcome(reading, rows, 'changes'),
        ...merged,
        asked: rows.asked(),
        read: rows.rows(),
        sweep: ids && swept(ids),
        after,
      }
    },
  }
}

/** Brings what was read into the mirror and takes out what is missing, counting both. */
const merge = async (
  tx: Tx,
  { reader, object, shape }: ObjectReading,
  rows: Part,
  compare: () => Promise<RowsMissing> | null,
) => {
  const before = await countRows(tx, reader.connectionId, object)
  const merged = await mergeStage(tx, reader.connectionId, shape, rows.name)
  const missing = (await compare()) ?? nothingMissing
  return { before, came: rows.rows(), ...merged, stored: merged.created + merged.changed, ...missing }
}

/** Every id there is today, and how many are proven. */
interface Sweep {
  readonly part: Part
  readonly proven: number
}

const swept = ({ part, proven }: Sweep) => ({ asked: proven, read: part.rows(), pages: part.pages() })

/** Every id there is, so that what is gone without a trace, or hidden, or stale, is noticed. Always of today. */
const sweep = async (reading: ObjectReading): Promise<Sweep> => {
  const ids = await openPart(reading.reader, question(reading, 'ids', null, reading.total), null)
  await fill(reading, ids, idFields, { since: null, until: null })
  await ids.finish()
  return { part: ids, proven: await prove(reading, ids.asked(), ids.rows(), { since: null, until: null }) }
}

const outcome = ({ object, shape, start }: ObjectReading, part: Part, mode: CrmReadOutcome['mode']) => ({
  object,
  mode,
  since: part.since && iso(part.since),
  until: iso(start),
  pages: part.pages(),
  hidden: shape.hidden,
})
