import { Fault, Gone, Refused, TryLater } from '../../base/errors.ts'
import type {
  Crm,
  CrmCursor,
  CrmDescription,
  CrmField,
  CrmObject,
  CrmPage,
  JobLedger,
  Reading,
  RowPlace,
} from '../connector.ts'
import { bulkPages, removeJob } from './bulk.ts'
import { describeObject } from './describe.ts'
import { identify } from './identity.ts'
import { countRows, fitsAddress, queryPages, type RowReading } from './query.ts'
import { recordCounts } from './record-counts.ts'
import { openSession } from './session.ts'
import type { Session, SessionOptions } from './session.ts'
import { surveyOrg } from './survey.ts'

export interface SalesforceOptions extends SessionOptions {
  /** From this many expected rows on, one Bulk job is cheaper than pages of 2,000. Default 10,000. */
  readonly bulkFrom?: number
  /** Rows per page of Bulk results. Default 50,000; 500,000 when only ids are read. */
  readonly bulkPageRows?: number
  /** Told of each job made and removed. */
  readonly jobs?: JobLedger
}

/**
 * Opens a conversation with one Salesforce org: one API version, one count of calls, one memory of what the
 * connected user may see. Open one per run. Nothing is sent until something is asked.
 */
export function openSalesforce(options: SalesforceOptions): Crm {
  const session = openSession(options)
  const seen = new Map<CrmObject, CrmDescription>()
  const describe = async (object: CrmObject): Promise<CrmDescription> => {
    const description = await describeObject(session, object)
    seen.set(object, description)
    return description
  }
  return {
    identity: () => identify(session),
    describe,
    async survey(question) {
      const answer = await surveyOrg(session, question)
      for (const [object, description] of answer.descriptions)
        if (description !== null) seen.set(object, description)
      return answer
    },
    records: (objects) => recordsOf(session, objects),
    count: (object, bounds) => countRows(session, object, bounds),
    async *read(reading) {
      const types = typesOf(seen.get(reading.object) ?? (await describe(reading.object)))
      checkFields(reading, types)
      const pageRows = options.bulkPageRows ?? (reading.fields.length > 2 ? 50_000 : 500_000)
      const big = (from: Reading) => bulkPages(session, from, { ...options, pageRows })
      const { after } = reading
      if (after !== null && 'job' in after) return yield* big(reading)
      const small = (from: RowReading) => queryPages(session, types, from)
      const fits = fitsAddress({ ...reading, after })
      const bulkFrom = options.bulkFrom ?? 10_000
      const large = (reading.expected ?? 0) >= bulkFrom || !fits
      if (large) return yield* eitherRoad(reading, after, big, small, fits ? bulkMissing : tooMuchForPages)
      const most = reading.expected === null ? bulkFrom : Infinity
      const bounded = (from: RowReading) => upTo(most, small(from))
      yield* eitherRoad(reading, after, bounded, big, tooMuchForPages)
    },
    removeJob: (job) => removeJob(session, job, options),
    serverTime: () => session.serverTime(),
    calls: () => session.calls(),
    usage: () => session.usage(),
  }
}

/** Only a help to notice hidden rows: an org that does not say it is read all the same. */
async function recordsOf(
  session: Session,
  objects: readonly CrmObject[],
): Promise<ReadonlyMap<CrmObject, number>> {
  try {
    const counted = await recordCounts(session, objects)
    return new Map(objects.map((object) => [object, counted[object] ?? 0]))
  } catch (fault) {
    if (fault instanceof Gone || fault instanceof Refused) return new Map()
    throw fault
  }
}

/** Pages of a reading that turns out to have fewer rows than `most`; else it is told to be too large for pages. */
async function* upTo(most: number, pages: AsyncGenerator<CrmPage>): AsyncGenerator<CrmPage> {
  for await (const page of pages) {
    if (page.page === 1 && (page.announced ?? 0) >= most) throw manyRows()
    yield page
  }
}

const manyRows = (): TryLater =>
  new TryLater({ code: 'query_too_large', what: 'There are too many rows for pages; a bulk job reads them.' })

type Roadway = (reading: RowReading) => AsyncGenerator<CrmPage>

const bulkMissing = new Set(['bulk_not_offered'])
const tooMuchForPages = new Set(['query_too_slow', 'query_too_large'])

/** Reads by one transport, and goes on by the other, behind the last row, when this org cannot do the first. */
async function* eitherRoad(
  reading: Reading,
  from: RowPlace | null,
  road: Roadway,
  otherRoad: Roadway,
  change: ReadonlySet<string>,
): AsyncGenerator<CrmPage> {
  let after = from
  try {
    for await (const page of road({ ...reading, after })) {
      yield page
      after = rowPlace(page.cursor) ?? after
    }
  } catch (thrown) {
    if (!(thrown instanceof Fault) || !change.has(thrown.explanation.code)) throw thrown
    yield* otherRoad({ ...reading, after })
  }
}

const rowPlace = (cursor: CrmCursor | null): RowPlace | null =>
  cursor !== null && 'id' in cursor ? cursor : null

const typesOf = (description: CrmDescription): Map<string, CrmField> =>
  new Map(description.fields.map((each) => [each.name, each]))

/** One hidden field would fail the whole question with a less helpful sentence. Parent paths are left to the org. */
function checkFields(reading: Reading, types: ReadonlyMap<string, CrmField>): void {
  const missing = reading.fields.filter((path) => !path.includes('.') && !types.has(path))
  if (reading.fields[0] !== 'Id' || reading.fields[1] !== 'SystemModstamp')
    throw new TypeError('a reading begins with Id and SystemModstamp')
  if (missing.length === 0) return
  throw new Refused({
    code: 'field_hidden',
    what: `Salesforce does not show us these fields of ${reading.object}: ${missing.join(', ')}.`,
    means: 'Nothing was read and nothing changed.',
    who: 'A Salesforce admin.',
    how: 'Make them visible to the user of this connection (field-level security), or choose other fields.',
  })
}
