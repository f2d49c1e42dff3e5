import { csvLine } from '../../base/csv.ts'
import { Fault, TryLater } from '../../base/errors.ts'
import type { CrmField, CrmObject, CrmPage, Reading, RowPlace } from '../connector.ts'
import type { HttpAnswer } from '../http.ts'
import { cellReader, cursorOf, parseExact, parserFor } from './cells.ts'
import type { SalesforceRecord } from './cells.ts'
import type { Session } from './session.ts'
import { select, selectCount } from './soql.ts'
import type { Bounds } from './soql.ts'

/** Longest question that still fits beside the headers: the vendor takes 16,384 bytes for both together. */
const longestQuestion = 14_000
const mostRestarts = 8

/** A reading that begins at the beginning or behind a row: pages know no jobs. */
export type RowReading = Reading & { readonly after: RowPlace | null }

/** A question of this length has to travel in a body, so it goes by Bulk. */
export const fitsAddress = (reading: RowReading): boolean =>
  encodeURIComponent(select(reading, true)).length <= longestQuestion

/** Rows the org says there are between the bounds, deleted ones included. */
export async function countRows(session: Session, object: CrmObject, bounds: Bounds): Promise<number> {
  const page = await ask(session, await firstPath(session, selectCount(object, bounds)), true)
  return page.totalSize
}

/** A few rows of a fixed question, for what is not mirrored. */
export async function queryFew(session: Session, soql: string): Promise<readonly SalesforceRecord[]> {
  const path = `${await session.base()}/query?q=${encodeURIComponent(soql)}`
  return (await ask(session, path, true)).records
}

/**
 * Reads in pages, in the order (SystemModstamp, Id). A page's locator dies with the session that got it and after
 * two days; then the read starts again behind the last row given out, never at the dead locator.
 * Ends normally only after as many rows as the org announced.
 */
export async function* queryPages(
  session: Session,
  types: ReadonlyMap<string, CrmField>,
  reading: RowReading,
): AsyncGenerator<CrmPage> {
  const cells = cellReader(reading.fields, types)
  const parse = parserFor(reading.fields, types)
  const settled = reading.until ?? (await session.serverTime())
  let after = reading.after
  let page = 0
  for (let restarts = 0; ; restarts++) {
    try {
      for await (const { records, announced } of onePass(session, { ...reading, after }, parse)) {
        page++
        if (records.length === 0) continue
        const csv = Buffer.from(records.map((record) => csvLine(cells(record))).join(''), 'utf8')
        after = placeAfter(after, records, settled)
        yield { csv, rows: records.length, page, announced, cursor: after }
      }
      return
    } catch (thrown) {
      if (!(thrown instanceof LostPlace) || restarts >= mostRestarts) throw thrown
    }
  }
}

/**
 * The place behind these records. A record changed while we read carries a stamp from after the read began
 * although it stands at its old place; it must not carry the cursor past records still to come.
 */
function placeAfter(
  before: RowPlace | null,
  records: readonly SalesforceRecord[],
  settled: string,
): RowPlace | null {
  const limit = Date.parse(settled)
  let place = before
  for (const record of records) {
    const here = cursorOf(record)
    if (Date.parse(here.stamp) >= limit) continue
    if (place !== null && (place.stamp > here.stamp || (place.stamp === here.stamp && place.id === here.id)))
      throw outOfOrder()
    place = here
  }
  return place
}

const outOfOrder = (): TryLater =>
  new TryLater({
    code: 'out_of_order',
    what: 'Salesforce sent records in another order than we asked for.',
    means: 'We stopped reading. Nothing changed.',
    who: 'The makers of Crosswalk, if it stays.',
    how: 'Crosswalk tries again by itself.',
  })

/** Marks a fault that only says that a locator is no good any more. */
class LostPlace extends TryLater {
  constructor(cause: Fault) {
    super(cause.explanation, null, { cause })
  }
}

const lostPlace = new Set(['locator_dead', 'session_over', 'not_found'])

/** One query from its first page to its last, in the life of one session. */
async function* onePass(
  session: Session,
  reading: RowReading,
  parse: Parse,
): AsyncGenerator<{ readonly records: readonly SalesforceRecord[]; readonly announced: number }> {
  let seen = 0
  let announced: number | null = null
  let path = await firstPath(session, select(reading, true))
  for (let first = true; ; first = false) {
    const page = await ask(session, path, first, parse).catch((fault: unknown) => {
      const lost = !first && fault instanceof Fault && lostPlace.has(fault.explanation.code)
      throw lost ? new LostPlace(fault) : fault
    })
    announced ??= page.totalSize
    seen += page.records.length
    if (page.totalSize !== announced) throw shortRead(announced, seen)
    yield { records: page.records, announced }
    if (page.next === null && seen === announced) return
    if (page.next === null) throw shortRead(announced, seen)
    path = page.next
  }
}

/** Fewer or more rows came than the org announced. */
export const shortRead = (announced: number, seen: number): TryLater =>
  new TryLater({
    code: 'short_read',
    what: `Salesforce announced ${announced} records and sent ${seen}.`,
    means: 'The read does not count as complete, so nothing is removed because of it.',
    how: 'Crosswalk tries again by itself. Records may have been deleted while we were reading.',
  })

type Parse = (text: string) => unknown

interface Page {
  readonly totalSize: number
  readonly records: readonly SalesforceRecord[]
  readonly next: string | null
}

const firstPath = async (session: Session, soql: string): Promise<string> =>
  `${await session.base()}/queryAll?q=${encodeURIComponent(soql)}`

async function ask(session: Session, path: string, first: boolean, parse: Parse = parseExact): Promise<Page> {
  return pageOf(await session.ask({ path, expect: 'json', parse, renew: first }))
}

function pageOf(answer: HttpAnswer): Page {
  const said = (answer.json ?? {}) as Record<string, unknown>
  const { totalSize, done, records, nextRecordsUrl } = said
  const next = typeof nextRecordsUrl === 'string' ? nextRecordsUrl : null
  const size = Number(totalSize)
  const shaped = Array.isArray(records) && Number.isInteger(size) && typeof done === 'boolean'
  if (!shaped || done !== (next === null) || (next !== null && !next.startsWith('/services/data/')))
    throw new TryLater({
      code: 'page_unreadable',
      what: 'Salesforce sent a page of records that we cannot read.',
      means: 'We stopped reading. Nothing changed.',
      who: 'The makers of Crosswalk, if it stays.',
      how: 'Crosswalk tries again by itself.',
    })
  return { totalSize: size, records: records as SalesforceRecord[], next }
}
