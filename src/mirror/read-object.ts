import { TryLater } from '../base/errors.ts'
import type { Crm, CrmObject, Reading } from '../connectors/connector.ts'
import { transaction, type Tx } from '../db/db.ts'
import { dropCheckpoints, type Checkpoint } from './checkpoints.ts'
import { countKnown, countStaged, countStale, mergeStage, removeMissing } from './merge.ts'
import { openPart, type Part, type Reader } from './part.ts'
import { objectWords, type Shape } from './shape.ts'
import { countRows, storeReadRecord, type ReadRecord } from './tables.ts'

/** Everything known of one object before it is read. */
export interface ObjectReading {
  readonly reader: Reader
  readonly crm: Crm
  readonly object: CrmObject
  readonly shape: Shape
  /** The last complete read, or null. */
  readonly before: ReadRecord | null
  /** The end of the second in which the run began, by the source's clock: the upper bound of everything it reads. */
  readonly start: Date
  /** Rows changed before `start`, deleted ones included. */
  readonly total: number
  /** Read what changed from then on; null reads everything. */
  readonly since: Date | null
  /** Ask for every id although nothing seems to be missing. */
  readonly sweepDue: boolean
  /** Rows there are whoever may see them; null where the source does not say. */
  readonly orgRows: number | null
  readonly orgRowsAt: Date | null
  readonly checkpoints: readonly Checkpoint[]
  readonly signal: AbortSignal
  /** Called after each page. */
  progress(done: number, total: number): void
}

/** What was asked, read and stored: the object's part of the receipt. */
export interface CrmReadOutcome {
  readonly object: CrmObject
  readonly mode: 'full' | 'changes'
  /** The window read, ISO; the lower bound is null for everything. */
  readonly since: string | null
  readonly until: string
  readonly asked: number
  readonly read: number
  readonly pages: number
  /** Every id there is, where that was asked. */
  readonly sweep: { readonly asked: number; readonly read: number; readonly pages: number } | null
  readonly stored: number
  readonly removed: number
  /** Fields that are not shown to us: what they held stays. */
  readonly hidden: readonly string[]
}

/** One object, read to the end and proven, and not yet in the mirror. */
export interface StagedObject {
  merge(tx: Tx): Promise<CrmReadOutcome>
}

// Stamps are set before a transaction commits, and long ones take minutes: reading back this far finds them.
const overlapMs = 15 * 60_000

/** Where a read begins that goes on behind one whose upper bound was `at`. */
export const reachBack = (at: Date): Date => new Date(at.getTime() - overlapMs)

/** A whole read of so few rows is one question without bounds: nothing can move out of its window. */
export const fewRows = 4_000

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
  const { object, shape, start, total } = reading
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
      const stored = await mergeStage(tx, connectionId, shape, rows.name)
      const removed = await removeMissing(tx, connectionId, object, ids?.part.name ?? rows.name)
      await finish(tx, reading, start, ids ? start : rows.start, proven)
      return {
        ...outcome(reading, rows, 'full'),
        asked: proven,
        read: inWindow,
        sweep: ids && swept(ids),
        stored,
        removed,
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
      const stored = await mergeStage(tx, connectionId, shape, rows.name)
      const removed = ids ? await removeMissing(tx, connectionId, object, ids.part.name) : 0
      await finish(tx, reading, start, ids ? start : null, ids?.proven ?? reading.total)
      return {
        ...outcome(reading, rows, 'changes'),
        asked: rows.asked(),
        read: rows.rows(),
        sweep: ids && swept(ids),
        stored,
        removed,
      }
    },
  }
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

const idFields = ['Id', 'SystemModstamp']

const question = (reading: ObjectReading, part: 'rows' | 'ids', since: Date | null, asked: number | null) => {
  const { object, shape, start } = reading
  return part === 'ids'
    ? { object, part, fields: idFields, columns: ['id', 'modified_at'], since, start, asked }
    : { object, part, fields: shape.fields, columns: shape.stageColumns, since, start, asked }
}

interface Window {
  readonly since: Date | null
  readonly until: Date | null
}

const bounds = ({ since, until }: Window) => ({ since: since && iso(since), until: until && iso(until) })

/** Reads from the part's place to the end of the window. */
const fill = (reading: ObjectReading, part: Part, fields: readonly string[], window: Window): Promise<void> =>
  store(reading, part, { fields, ...bounds(window), after: part.place, expected: expectedOf(reading, part) })

/** Of what changed nobody has counted how much there is. */
const expectedOf = ({ since }: ObjectReading, part: Part): number | null =>
  part.since === null || since === null ? part.asked() : null

/** Reads what changed since, behind what the part holds. */
const fillOn = (
  reading: ObjectReading,
  part: Part,
  fields: readonly string[],
  since: Date,
  until: Date | null = null,
): Promise<void> => store(reading, part, { fields, ...bounds({ since, until }), after: null, expected: 0 })

const store = async (
  { crm, object, signal, progress }: ObjectReading,
  part: Part,
  asked: Omit<Reading, 'object'>,
): Promise<void> => {
  for await (const page of crm.read({ object, ...asked })) {
    signal.throwIfAborted()
    await part.store(page)
    if (part.asked() > 0) progress(part.rows(), part.asked())
  }
}

/**
 * Answers how many rows are proven. A few less than asked may have been deleted meanwhile, so it is asked once more;
 * many less, or none at all, is a doubt.
 */
const prove = async (
  { crm, object }: ObjectReading,
  asked: number,
  read: number,
  window: Window,
): Promise<number> => {
  if (read >= asked) return asked
  const now = await crm.count(object, bounds(window))
  if (read < now || now === 0 || asked - now > Math.max(5, asked / 100)) throw short(object, asked, read)
  return now
}

/** The last proof is by what is stored: rows sent twice must not hide rows that never came. */
const finish = async (
  tx: Tx,
  reading: ObjectReading,
  coveredUntil: Date,
  sweptAt: Date | null,
  proven: number,
): Promise<void> => {
  const { reader, object, shape, before, orgRows, orgRowsAt } = reading
  const rows = await countRows(tx, reader.connectionId, object)
  if (rows < proven) throw short(object, proven, rows)
  await storeReadRecord(tx, reader.connectionId, object, reader.runId, {
    fields: shape.fields,
    hidden: shape.hidden,
    coveredUntil,
    completeAt: reader.now(),
    sweptAt: sweptAt ?? before?.sweptAt ?? null,
    orgRows,
    orgRowsAt,
    rows,
  })
}

const outcome = ({ object, shape, start }: ObjectReading, part: Part, mode: CrmReadOutcome['mode']) => ({
  object,
  mode,
  since: part.since && iso(part.since),
  until: iso(start),
  pages: part.pages(),
  hidden: shape.hidden,
})

const iso = (at: Date): string => at.toISOString().replace(/\.\d{3}Z$/, 'Z')

const short = (object: CrmObject, asked: number, read: number): TryLater =>
  new TryLater({
    code: 'read_short',
    what: `Salesforce said it has ${asked} ${objectWords[object]} and then gave ${read}.`,
    means: 'We do not trust a short read: nothing was changed.',
    how: 'Crosswalk reads again by itself. If it stays, ask a Salesforce admin whether somebody is changing many records.',
  })
