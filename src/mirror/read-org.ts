import { Fault, Refused } from '../base/errors.ts'
import type { Crm, CrmDescription, CrmObject, Survey } from '../connectors/connector.ts'
import { leftJobs } from '../connections/connections.ts'
import { transaction, type Tx } from '../db/db.ts'
import { dropCheckpoints, listCheckpoints, type Checkpoint } from './checkpoints.ts'
import type { Reader } from './part.ts'
import {
  fewRows,
  reachBack,
  type CrmReadOutcome,
  type ObjectReading,
  type StagedObject,
} from './object-reading.ts'
import { emptied, recordsOf, type Records } from './proof.ts'
import { stageObject } from './read-object.ts'
import { objectWords, shapeOf } from './shape.ts'
import { readRecord, type ReadRecord } from './tables.ts'

/** What the reader of an org decides, once it is known what the org shows today. */
export interface FieldChoice {
  /** Account fields wanted besides the usual ones. */
  readonly wanted: readonly string[]
  /** Read all accounts although only some changed: a field that counts can change without moving its row's stamp. */
  readonly whole: boolean
  /** Optional objects to read. */
  readonly optional: readonly CrmObject[]
}

/** What it takes to read an org. */
export interface OrgReading {
  readonly reader: Reader
  readonly crm: Crm
  /** Objects that some orgs do not have. */
  readonly optional: readonly CrmObject[]
  /** Every id is asked for when that was longer ago than this. */
  readonly sweepEveryMs: number
  /** Objects of no more rows than this are always read whole. */
  readonly wholeUpTo?: number
  readonly signal: AbortSignal
  /** Codes of doubts that a person has taken as the truth. */
  readonly accepts?: readonly string[]
  /** Rejects when the run cannot go on, such as without the field everything hangs on. */
  choose(descriptions: Survey['descriptions']): Promise<FieldChoice>
  /** Told before each object. Rejects when the reader has been replaced. */
  enter(object: CrmObject): Promise<void>
  progress(done: number, total: number): void
}

/** An org, read to the end and proven, and not yet in the mirror. */
export interface StagedOrg {
  /** Users who are frozen, where the org says so. */
  readonly frozen: Survey['frozen']
  /**
   * Brings all objects into the mirror, in the caller's transaction: accounts of today never meet contacts of
   * yesterday. Afterwards nothing is left of the stages.
   */
  merge(tx: Tx): Promise<CrmReadOutcome[]>
}

/** In the order they are read: who a contact belongs to is known before the contact. */
const always: readonly CrmObject[] = ['User', 'Account', 'Contact']

/**
 * Reads an org beside its mirror, each object in full the first time, or when the wanted fields changed, else what
 * changed since. A read that broke off earlier is gone on with. When it rejects, what was read is kept for the next
 * try, unless it is not to be trusted.
 */
export const stageOrg = async (reading: OrgReading): Promise<StagedOrg> => {
  const { reader, crm } = reading
  const { db, connectionId } = reader
  // Ids of another moment prove nothing of today, so that part is always read anew.
  const checkpoints = (await listCheckpoints(db, connectionId, reader.now())).filter(
    ({ part }) => part === 'rows',
  )
  await removeJobs(reading, checkpoints)
  try {
    const { staged, frozen } = await stageObjects(reading, checkpoints)
    return { frozen, merge: (tx) => mergeAll(tx, connectionId, staged) }
  } catch (error) {
    if (!mayGoOn(error)) {
      await transaction(db, (tx) => dropCheckpoints(tx, connectionId))
      if (!reading.signal.aborted) await removeJobs({ reader, crm }, []).catch(() => {})
    }
    throw error
  }
}

const mergeAll = async (
  tx: Tx,
  connectionId: string,
  staged: readonly StagedObject[],
): Promise<CrmReadOutcome[]> => {
  const outcomes: CrmReadOutcome[] = []
  for (const one of staged) outcomes.push(await one.merge(tx))
  await dropCheckpoints(tx, connectionId)
  return outcomes
}

/** Not what is wrong in itself: a read that came short, or in another order, or that a field was missing from. */
const mayGoOn = (error: unknown): boolean =>
  !(error instanceof Fault) ||
  error.kind === 'out_of_budget' ||
  error.kind === 'sign_in_again' ||
  (error.kind === 'try_later' && !untrusted.has(error.explanation.code))

const untrusted = new Set(['read_short', 'short_read', 'out_of_order', 'place_lost', 'row_incomplete'])

/** Removes the jobs that killed or stopped reads left in the org and that nobody goes on with. */
const removeJobs = async (
  { reader, crm }: Pick<OrgReading, 'reader' | 'crm'>,
  checkpoints: readonly Checkpoint[],
): Promise<void> => {
  const kept = new Set(checkpoints.map(({ place }) => (place !== null && 'job' in place ? place.job : null)))
  for (const job of await leftJobs(reader.db, reader.connectionId))
    if (!kept.has(job.job)) await crm.removeJob(job)
}

const stageObjects = async (
  reading: OrgReading,
  checkpoints: readonly Checkpoint[],
): Promise<{ staged: readonly StagedObject[]; frozen: Survey['frozen'] }> => {
  const { reader, crm, optional } = reading
  // Stamps are whole seconds: the one that has just begun is read too, or a change made now would wait for a day.
  const start = new Date(Date.parse(await crm.serverTime()) + 1000)
  const objects = [...always, ...optional]
  const before = new Map<CrmObject, ReadRecord | null>()
  for (const object of objects) before.set(object, await readRecord(reader.db, reader.connectionId, object))
  const survey = await crm.survey({
    describe: objects,
    count: objects,
    until: start.toISOString(),
  })
  const records = await recordsOf(crm, before, survey, start, reading.accepts ?? [])
  const choice = await reading.choose(survey.descriptions)
  const staged: StagedObject[] = []
  for (const object of [...always, ...choice.optional]) {
    await reading.enter(object)
    const known = before.get(object) ?? null
    staged.push(
      await stageOne(
        reading,
        objectReading(reading, { object, known, start, survey, records, choice, checkpoints }),
      ),
    )
  }
  return { staged, frozen: survey.frozen }
}

/** A place that is lost is no reason to fail: that object is read again from its beginning. */
const stageOne = async (reading: OrgReading, object: ObjectReading): Promise<StagedObject> => {
  const { reader } = reading
  try {
    return await stageObject(object)
  } catch (error) {
    if (!(error instanceof Fault) || error.explanation.code !== 'place_lost') throw error
    await transaction(reader.db, (tx) => dropCheckpoints(tx, reader.connectionId, object.object))
    await removeJobs(reading, await listCheckpoints(reader.db, reader.connectionId, reader.now()))
    return stageObject({ ...object, checkpoints: [] })
  }
}

interface Known {
  readonly object: CrmObject
  readonly known: ReadRecord | null
  readonly start: Date
  readonly survey: Survey
  readonly records: Records
  readonly choice: FieldChoice
  readonly checkpoints: readonly Checkpoint[]
}

const objectReading = (reading: OrgReading, about: Known): ObjectReading => {
  const { object, known, start, survey, records, choice } = about
  const { reader, crm, signal, progress } = reading
  const shape = shapeOf(described(survey, object), object === 'Account' ? choice.wanted : [])
  const total = survey.counts.get(object) ?? 0
  const accepted = reading.accepts?.includes('read_empty') ?? false
  if (total === 0 && (known?.rows ?? 0) > 0 && always.includes(object) && !accepted)
    throw emptied(object, known?.rows ?? 0)
  const since = sinceOf(known)
  const sameFields = shape.fields.every((field) => known?.fields.includes(field) ?? false)
  const whole =
    !sameFields || total <= (reading.wholeUpTo ?? fewRows) || (object === 'Account' && choice.whole)
  const sweptAt = known?.sweptAt?.getTime() ?? 0
  return {
    reader,
    crm,
    object,
    shape,
    before: known,
    start,
    total,
    since: whole ? null : since,
    sweepDue: start.getTime() - sweptAt >= reading.sweepEveryMs,
    orgRows: records.get(object) ?? known?.orgRows ?? null,
    orgRowsAt: records.has(object) ? start : (known?.orgRowsAt ?? null),
    checkpoints: about.checkpoints.filter((point) => sameList(point.fields, shape.fields)),
    signal,
    progress,
  }
}

const sinceOf = (known: ReadRecord | null): Date | null =>
  known?.coveredUntil ? reachBack(known.coveredUntil) : null

const sameList = (some: readonly string[], others: readonly string[]): boolean =>
  some.length === others.length && some.every((one, at) => one === others[at])

const described = (survey: Survey, object: CrmObject): CrmDescription => {
  const description = survey.descriptions.get(object)
  if (description) return description
  throw new Refused({
    code: 'object_hidden',
    what: `Salesforce does not show Crosswalk its ${objectWords[object]} at all.`,
    means: 'Nothing was read and nothing was changed.',
    who: 'A Salesforce admin',
    how: `Give the connected user read access to the object ${object} (a permission set does it), then synchronize again.`,
  })
}
