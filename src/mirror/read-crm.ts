import { TryLater, Refused } from '../base/errors.ts'
import type { Crm, CrmObject, Reading } from '../connectors/connector.ts'
import { transaction, type Db } from '../db/db.ts'
import { countStale, mergeStage, removeMissing } from './merge.ts'
import { shapeOf, type Shape } from './shape.ts'
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

/**
 * Brings the mirror of one object up to date: in full the first time or when the wanted fields changed, else what
 * changed since, and then every id, which finds what vanished without a trace. Rejects, with the mirror as it
 * was, when the read cannot be proven complete.
 */
export const readCrm = async (reading: CrmReading): Promise<CrmReadOutcome> => {
  const shape = shapeOf(await reading.crm.describe(reading.object), reading.wanted)
  const before = await readRecord(reading.db, reading.connectionId, reading.object)
  const sameFields = before !== null && shape.fields.every((field) => before.fields.includes(field))
  if (before?.coveredUntil && sameFields && !reading.whole) {
    const outcome = await readChanges(reading, shape, before, before.coveredUntil)
    if (outcome) return outcome
  }
  return readEverything(reading, shape, before)
}

const readEverything = async (
  reading: CrmReading,
  shape: Shape,
  before: ReadRecord | null,
): Promise<CrmReadOutcome> => {
  const start = await reading.crm.serverTime()
  const stage = await openStage(reading.db, reading.runId, reading.object, shape.stageColumns)
  try {
    const asked = await reading.crm.count(reading.object, { since: null, until: start })
    if (asked === 0 && (before?.rows ?? 0) > 0) throw emptied(reading.object, before?.rows ?? 0)
    const read = await fill(reading, stage, shape.fields, { since: null, until: start }, asked)
    // Rows touched meanwhile fell out of the window; they are few.
    const late = await fill(reading, stage, shape.fields, { since: start, until: null }, 0)
    if (read + late < asked) throw short(reading.object, asked, read + late)
    return await transaction(reading.db, async (tx) => {
      const stored = await mergeStage(tx, reading.connectionId, shape, stage.name)
      const removed = await removeMissing(tx, reading.connectionId, reading.object, stage.name)
      await finish(tx, reading, shape, start)
      return { object: reading.object, mode: 'full' as const, asked, read: read + late, stored, removed }
    })
  } finally {
    await stage.drop()
  }
}

/** Null when the sweep shows that the mirror missed something: then everything is read again. */
const readChanges = async (
  reading: CrmReading,
  shape: Shape,
  before: ReadRecord,
  covered: Date,
): Promise<CrmReadOutcome | null> => {
  const start = await reading.crm.serverTime()
  const since = iso(new Date(covered.getTime() - overlapMs))
  const stage = await openStage(reading.db, reading.runId, reading.object, shape.stageColumns)
  const ids = await openStage(reading.db, reading.runId, `${reading.object}_ids`, ['id', 'modified_at'])
  try {
    const asked = await reading.crm.count(reading.object, { since, until: null })
    const read = await fill(reading, stage, shape.fields, { since, until: null }, asked)
    if (read < asked) throw short(reading.object, asked, read)
    const everyId = await reading.crm.count(reading.object, { since: null, until: null })
    if (everyId === 0 && before.rows > 0) throw emptied(reading.object, before.rows)
    const seen = await fill(reading, ids, ['Id', 'SystemModstamp'], { since: null, until: null }, everyId)
    if (seen < everyId) throw short(reading.object, everyId, seen)
    return await transaction(reading.db, async (tx) => {
      const stored = await mergeStage(tx, reading.connectionId, shape, stage.name)
      if ((await countStale(tx, reading.connectionId, reading.object, ids.name, start)) > 0) return null
      const removed = await removeMissing(tx, reading.connectionId, reading.object, ids.name)
      await finish(tx, reading, shape, start)
      return { object: reading.object, mode: 'changes' as const, asked, read, stored, removed }
    })
  } finally {
    await stage.drop()
    await ids.drop()
  }
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

const finish = async (
  tx: Parameters<typeof storeReadRecord>[0],
  reading: CrmReading,
  shape: Shape,
  start: string,
): Promise<void> =>
  storeReadRecord(tx, reading.connectionId, reading.object, reading.runId, {
    fields: shape.fields,
    coveredUntil: new Date(start),
    completeAt: reading.now,
    rows: await countRows(tx, reading.connectionId, reading.object),
  })

const iso = (at: Date): string => at.toISOString().replace(/\.\d{3}Z$/, 'Z')

const words: Readonly<Record<CrmObject, string>> = { Account: 'accounts', Contact: 'contacts', User: 'users' }

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
