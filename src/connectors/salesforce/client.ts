import { Fault, Refused } from '../../base/errors.ts'
import type { Crm, CrmDescription, CrmField, CrmObject, CrmPage, CrmCursor, Reading } from '../connector.ts'
import { bulkPages } from './bulk.ts'
import { describeObject } from './describe.ts'
import { identify } from './identity.ts'
import { countRows, fitsAddress, queryPages } from './query.ts'
import { openSession } from './session.ts'
import type { SessionOptions } from './session.ts'

export interface SalesforceOptions extends SessionOptions {
  /** From this many expected rows on, one Bulk job is cheaper than pages of 2,000. Default 10,000. */
  readonly bulkFrom?: number
  /** Rows per page of Bulk results. Default 50,000. */
  readonly bulkPageRows?: number
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
    count: (object, bounds) => countRows(session, object, bounds),
    async *read(reading) {
      const types = typesOf(seen.get(reading.object) ?? (await describe(reading.object)))
      checkFields(reading, types)
      const bulk = { ...options, pageRows: options.bulkPageRows ?? 50_000 }
      const large = reading.expected >= (options.bulkFrom ?? 10_000) || !fitsAddress(reading)
      const small = (from: Reading) => queryPages(session, types, from)
      const big = (from: Reading) => bulkPages(session, from, bulk)
      const [road, otherRoad] = large ? [big, small] : [small, big]
      const change = large && fitsAddress(reading) ? bulkMissing : tooMuchForPages
      yield* eitherRoad(reading, road, otherRoad, change)
    },
    serverTime: () => session.serverTime(),
    calls: () => session.calls(),
    usage: () => session.usage(),
  }
}

type Roadway = (reading: Reading) => AsyncGenerator<CrmPage>

const bulkMissing = new Set(['bulk_not_offered'])
const tooMuchForPages = new Set(['query_too_slow', 'query_too_large'])

/** Reads by one transport, and goes on by the other, behind the last row, when this org cannot do the first. */
async function* eitherRoad(
  reading: Reading,
  road: Roadway,
  otherRoad: Roadway,
  change: ReadonlySet<string>,
): AsyncGenerator<CrmPage> {
  let after: CrmCursor | null = reading.after
  try {
    for await (const page of road(reading)) {
      yield page
      after = page.cursor ?? after
    }
  } catch (thrown) {
    if (!(thrown instanceof Fault) || !change.has(thrown.explanation.code)) throw thrown
    yield* otherRoad({ ...reading, after })
  }
}

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
