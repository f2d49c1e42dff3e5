import { TryLater, Refused } from '../base/errors.ts'
import type { Crm, CrmObject, Reading } from '../connectors/connector.ts'
import type { Db, Tx } from '../db/db.ts'
import { countStale, mergeStage, removeMissing } from './merge.ts'
import { objectWords as words, shapeOf, type Shape } from './shape.ts'
import { openStage, type Stage } from './stage.ts'
import { countRows, readRecord, storeReadRecord, type ReadRecord } from './tables.ts'

/** What it takes to read one object. */
export interface CrmReading {
  readonly db: Db
  readonly crm: Crm
  readonly connectionId: string
  readonly runId: string
  readonly object: CrmObject
  /** Account fields wanted besides the usual ones. */
  readonly wanted: readonly string[]
  /** Read all of it although only some changed: a field that counts can change without moving its row's stamp. */
  readonly whole: boolean
  readonly now: Date
  readonly signal: AbortSignal
  /** Called after each page. */
  progress(done: number, total: number): void
}

/** What was asked, read and stored: the object's part of the receipt. */
export interface CrmReadOutcome {
  readonly object: CrmObject
  readonly mode: 'full' | 'changes'
  readonly asked: number
  readonly read: number
  readonly stored: number
  readonly removed: number
}

// Stamps are set before a transaction commits, and long ones take minutes: reading back this far finds them.
const overlapMs = 15 * 60_000

/** One object, read to the end and proven, and not yet in the mirror. */
export interface StagedRead {
  /** Brings it into the mirror. Objects that belong together are merged in one transaction. */
  merge(tx: Tx): Promise<CrmReadOutcome>
  /** Throws the stages away. Call it on every path. */
  drop(): Promise<void>
}

/**
 * Reads one object beside its mirror: in full the first time or when the wanted fields changed, else what changed
 * since, and then every id, which finds what vanished without a trace. Rejects when the read cannot be proven
 * complete; the mirror is touched only by `merge`.
 */
export const stageCrm = async (reading: CrmReading): Promise<StagedRead> => {
  const shape = shapeOf(await reading.crm.describe(reading.object), reading.wanted)
  const before = await readRecord(reading.db, reading.connectionId, reading.object)
  const sameFields = before !== null && shape.fields.every((field) => before.fields.includes(field))
  if (before?.coveredUntil && sameFields && !reading.whole) {
    const changes = await stageChanges(reading, shape, before, before.coveredUntil)
    if (changes) return changes
  }
  return stageEverything(reading, shape, before)
}

/** Gives the stages back when what comes next fails. */
const orDrop = async <R>(stages: readonly Stage[], work: () => Promise<R>): Promise<R> => {
  try {
    return await work()
  } catch (error) {
    for (const stage of stages) await stage.drop()
    throw error
  }
}

const stageEverything = async (
  reading: CrmReading,
  shape: Shape,
  before: ReadRecord | null,
): Promise<StagedRead> => {
  const { crm, object, connectionId } = reading
  const start = await crm.serverTime()
  const stage = await openStage(reading.db, reading.runId, object, shape.stageColumns)
  return orDrop([stage], async () => {
    const asked = await crm.count(object, { since: null, until: start })
    if (asked === 0 && (before?.rows ?? 0) > 0) throw emptied(object, before?.rows ?? 0)
    const early = await fill(reading, stage, shape.fields, { since: null, until: start }, asked)
    // Rows touched meanwhile fell out of the window; they are few.
    const read = early + (await fill(reading, stage, shape.fields, { since: start, until: null }, 0))
    if (read < asked) throw short(object, asked, read)
    return {
      merge: async (tx) => {
        const stored = await mergeStage(tx, connectionId, shape, stage.name)
        const removed = await removeMissing(tx, connectionId, object, stage.name)
        await finish(tx, reading, shape, start)
        return { object, mode: 'full', asked, read, stored, removed }
      },
      drop: () => stage.drop(),
    }
  })
}

/** Null when the sweep shows that the mirror missed something: then everything is read again. */
const stageChanges = async (
  reading: CrmReading,
  shape: Shape,
  before: ReadRecord,
  covered: Date,
): Promise<StagedRead | null> => {
  const { crm, object, connectionId } = reading
  const start = await crm.serverTime()
  const since = iso(new Date(covered.getTime() - overlapMs))
  const stage = await openStage(reading.db, reading.runId, object, shape.stageColumns)
  const ids = await openStage(reading.db, reading.runId, `${object}_ids`, ['id', 'modified_at'])
  const drop = async (): Promise<void> => void (await Promise.all([stage.drop(), ids.drop()]))
  return orDrop([stage, ids], async () => {
    const asked = await crm.count(object, { since, until: null })
    const read = await fill(reading, stage, shape.fields, { since, until: null }, asked)
    if (read < asked) throw short(object, asked, read)
    await sweep(reading, ids, before)
    if (
      (await countStale(reading.db, connectionId, object, { ids: ids.name, changes: stage.name, start })) > 0
    ) {
      await drop()
      return null
    }
    return {
      merge: async (tx) => {
        const stored = await mergeStage(tx, connectionId, shape, stage.name)
        const removed = await removeMissing(tx, connectionId, object, ids.name)
        await finish(tx, reading, shape, start)
        return { object, mode: 'changes', asked, read, stored, removed }
      },
      drop,
    }
  })
}

/** Every id there is, so that what is gone without a trace is noticed. */
const sweep = async (
  { crm, object, ...reading }: CrmReading,
  ids: Stage,
  before: ReadRecord,
): Promise<void> => {
  const asked = await crm.count(object, { since: null, until: null })
  if (asked === 0 && before.rows > 0) throw emptied(object, before.rows)
  const everything = { since: null, until: null }
  const seen = await fill({ crm, object, ...reading }, ids, ['Id', 'SystemModstamp'], everything, asked)
  if (seen < asked) throw short(object, asked, seen)
}

const fill = async (
  reading: CrmReading,
  stage: Stage,
  fields: readonly string[],
  bounds: Pick<Reading, 'since' | 'until'>,
  expected: number,
): Promise<number> => {
  let done = 0
  for await (const page of reading.crm.read({
    object: reading.object,
    fields,
    ...bounds,
    after: null,
    expected,
  })) {
    reading.signal.throwIfAborted()
    done += await stage.store(page.csv)
    if (expected > 0) reading.progress(done, expected)
  }
  return done
}

const finish = async (tx: Tx, reading: CrmReading, shape: Shape, start: string): Promise<void> =>
  storeReadRecord(tx, reading.connectionId, reading.object, reading.runId, {
    fields: shape.fields,
    coveredUntil: new Date(start),
    completeAt: reading.now,
    rows: await countRows(tx, reading.connectionId, reading.object),
  })

const iso = (at: Date): string => at.toISOString().replace(/\.\d{3}Z$/, 'Z')

const short = (object: CrmObject, asked: number, read: number): TryLater =>
  new TryLater({
    code: 'read_short',
    what: `Salesforce said it has ${asked} ${words[object]} and then gave ${read}.`,
    means: 'We do not trust a short read: nothing was changed.',
    how: 'The next run reads again. If it stays, ask a Salesforce admin whether somebody is changing many records.',
  })

const emptied = (object: CrmObject, before: number): Refused =>
  new Refused({
    code: 'read_empty',
    what: `Salesforce shows no ${words[object]} at all, where there were ${before}.`,
    means: 'That is more likely a lost permission than an empty org, so nobody was removed.',
    who: 'A Salesforce admin',
    how: `Check that the connected user may read all ${words[object]}, then synchronize again.`,
  })
