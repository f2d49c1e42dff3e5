import type { Crm, CrmObject, Reading } from '../connectors/connector.ts'
import type { Tx } from '../db/db.ts'
import type { Checkpoint } from './checkpoints.ts'
import type { RowsMerged, RowsMissing } from './merge.ts'
import type { Part, PartQuestion, Reader } from './part.ts'
import type { Shape } from './shape.ts'
import type { ReadRecord } from './tables.ts'

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
export interface CrmReadOutcome extends RowsMerged, RowsMissing {
  readonly object: CrmObject
  readonly mode: 'full' | 'changes'
  /** The window read, ISO; the lower bound is null for everything. */
  readonly since: string | null
  readonly until: string
  readonly asked: number
  readonly read: number
  /** All rows that came: those touched meanwhile are on top of what was asked for. */
  readonly came: number
  readonly pages: number
  /** Every id there is, where that was asked. */
  readonly sweep: { readonly asked: number; readonly read: number; readonly pages: number } | null
  /** New and changed rows. */
  readonly stored: number
  /** Rows of the mirror before and after; hidden users do not count. */
  readonly before: number
  readonly after: number
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

export const idFields = ['Id', 'SystemModstamp']

/** What a part of this reading asks for. */
export const question = (
  reading: ObjectReading,
  part: 'rows' | 'ids',
  since: Date | null,
  asked: number | null,
): PartQuestion => {
  const { object, shape, start } = reading
  return part === 'ids'
    ? { object, part, fields: idFields, columns: ['id', 'modified_at'], since, start, asked }
    : { object, part, fields: shape.fields, columns: shape.stageColumns, since, start, asked }
}

/** Bounds of a read; null for none. */
export interface Window {
  readonly since: Date | null
  readonly until: Date | null
}

/** The bounds as the source takes them. */
export const bounds = ({ since, until }: Window) => ({
  since: since && iso(since),
  until: until && iso(until),
})

/** Reads from the part's place to the end of the window. */
export const fill = (
  reading: ObjectReading,
  part: Part,
  fields: readonly string[],
  window: Window,
): Promise<void> =>
  store(reading, part, { fields, ...bounds(window), after: part.place, expected: expectedOf(reading, part) })

/** Of what changed nobody has counted how much there is. */
const expectedOf = ({ since }: ObjectReading, part: Part): number | null =>
  part.since === null || since === null ? part.asked() : null

/** Reads what changed since, behind what the part holds. */
export const fillOn = (
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
  // While one page is stored the next is on its way; never more than the two, so memory stays flat.
  let storing: Promise<void> = Promise.resolve()
  try {
    for await (const page of crm.read({ object, ...asked })) {
      signal.throwIfAborted()
      await storing
      if (part.asked() > 0) progress(part.rows(), part.asked())
      storing = part.store(page)
      // Heard where it is waited for.
      storing.catch(() => {})
    }
  } finally {
    await storing
  }
}

/** An instant in whole seconds, as the source writes it. */
export const iso = (at: Date): string => at.toISOString().replace(/\.\d{3}Z$/, 'Z')
