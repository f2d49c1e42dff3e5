import { Refused, TryLater } from '../base/errors.ts'
import type { Crm, CrmObject, Survey } from '../connectors/connector.ts'
import type { Tx } from '../db/db.ts'
import { bounds, type ObjectReading, type Window } from './object-reading.ts'
import { objectWords } from './shape.ts'
import { countRows, storeReadRecord, type ReadRecord } from './tables.ts'

// What it takes to believe a read. Whatever is doubted here removes nobody.

/**
 * Answers how many rows are proven. A few less than asked may have been deleted meanwhile, so it is asked once more;
 * many less, or none at all, is a doubt.
 */
export const prove = async (
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

/**
 * Stores how far the object has been read, and answers how many rows there are. The last proof is by what is stored:
 * rows sent twice must not hide rows that never came.
 */
export const finish = async (
  tx: Tx,
  reading: ObjectReading,
  coveredUntil: Date,
  sweptAt: Date | null,
  proven: number,
): Promise<number> => {
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
  return rows
}

const short = (object: CrmObject, asked: number, read: number): TryLater =>
  new TryLater({
    code: 'read_short',
    what: `Salesforce said it has ${asked} ${objectWords[object]} and then gave ${read}.`,
    means: 'We do not trust a short read: nothing was changed.',
    how: 'Crosswalk reads again by itself. If it stays, ask a Salesforce admin whether somebody is changing many records.',
  })

/** Live rows per object whoever may see them; no entry where that was not asked. */
export type Records = ReadonlyMap<CrmObject, number>

const weekMs = 7 * 24 * 3_600_000

// Fewer rows than this share of the last read, and so many at least, are not everyday's work.
const suspiciousShare = 0.8
const suspiciousRows = 20

const hasShrunk = (known: ReadRecord | null, total: number): boolean =>
  known !== null && total > 0 && total < known.rows * suspiciousShare && known.rows - total >= suspiciousRows

/**
 * How many rows there are whoever may see them: approximate, and a call, so asked once a week, and where much seems to be
 * gone. Rejects when rows are only hidden from us that we have been reading (nobody left who is merely not shown), unless
 * that was accepted.
 */
export const recordsOf = async (
  crm: Crm,
  before: ReadonlyMap<CrmObject, ReadRecord | null>,
  survey: Survey,
  now: Date,
  accepts: readonly string[],
): Promise<Records> => {
  const shrunk = counted.filter((object) =>
    hasShrunk(before.get(object) ?? null, survey.counts.get(object) ?? 0),
  )
  const askedAt = before.get('Contact')?.orgRowsAt?.getTime() ?? 0
  if (shrunk.length === 0 && now.getTime() - askedAt < weekMs) return new Map()
  const records = await crm.records(counted)
  for (const object of shrunk) {
    const rows = before.get(object)?.rows ?? 0
    if ((records.get(object) ?? 0) >= rows * suspiciousShare && !accepts.includes('rows_vanished'))
      throw vanished(object, rows, survey.counts.get(object) ?? 0)
  }
  return records
}

const counted: readonly CrmObject[] = ['Account', 'Contact']

const vanished = (object: CrmObject, before: number, now: number): Refused =>
  new Refused({
    code: 'rows_vanished',
    what: `Salesforce shows Crosswalk ${now} ${objectWords[object]}, where it showed ${before}, and has not lost them.`,
    means: 'They are most likely hidden from the connected user, so nobody was removed.',
    who: 'A Salesforce admin',
    how: `Give the connected user the permission “View All Records” on ${object} again. If they are to stay hidden, approve the run.`,
  })

/** Nothing at all where there was something is a lost permission, until somebody proves otherwise. */
export const emptied = (object: CrmObject, before: number): Refused =>
  new Refused({
    code: 'read_empty',
    what: `Salesforce shows no ${objectWords[object]} at all, where there were ${before}.`,
    means: 'That is more likely a lost permission than an empty org, so nobody was removed.',
    who: 'A Salesforce admin',
    how: `Check that the connected user may read all ${objectWords[object]}, then synchronize again. If there truly are none any more, approve the run.`,
  })
