import type { Call, Reply } from '../http.ts'
import { json } from '../http.ts'
import { ApiError } from './api-error.ts'
import type { Org } from './org.ts'
import type { Session } from './oauth/grants.ts'
import { recordOf } from './soql/records.ts'
import { runSoql } from './soql/run.ts'
import type { Result } from './soql/run.ts'

interface Page {
  readonly result: Result
  readonly all: boolean
  readonly total: number
  readonly size: number
  readonly from: number
  readonly locator: string | null
}

/** Answers `/query` and `/queryAll`. */
export const answerQuery = (org: Org, call: Call, session: Session, version: string, all: boolean): Reply => {
  const soql = call.query.get('q')
  if (soql === null) throw new ApiError(400, 'MALFORMED_QUERY', 'A query string has to be specified')
  const result = runSoql(soql, org.permissions, all, org.now())
  const total = result.rows.length
  if (!result.query.select) return json(200, { totalSize: total, done: true, records: [] })
  if (result.aggregate) {
    const record = { attributes: { type: 'AggregateResult' }, ...result.aggregate }
    return json(200, { totalSize: 1, done: true, records: [record] })
  }
  const size = org.pageSize ?? batchSize(String(call.headers['sforce-query-options'] ?? ''))
  const locator =
    total > size
      ? org.locators.add({ result, all, session: session.token, size, total, openedAt: org.now().getTime() })
      : null
  return answerPage(org, { result, all, total, size, from: 0, locator }, version)
}

/** Answers `/query/<locator>-<offset>`. */
export const answerNext = (org: Org, session: Session, version: string, reference: string): Reply => {
  const [, id = '', offset = ''] = /^(\w+)-(\d+)$/.exec(reference) ?? []
  const open = org.locators.find(id, session.token, org.now().getTime())
  if (!open || Number(offset) >= open.total) {
    throw new ApiError(org.locators.unknownStatus, 'INVALID_QUERY_LOCATOR', 'invalid query locator')
  }
  return answerPage(org, { ...open, from: Number(offset), locator: id }, version)
}

/** A row is read when its page is fetched; one that went away meanwhile is missing from its page. */
const answerPage = (org: Org, page: Page, version: string): Reply => {
  const { table } = page.result.scope
  page.result.scope.turn++
  const end = Math.min(page.from + page.size, page.total)
  const records = []
  for (const index of page.result.rows.subarray(page.from, end)) {
    const there = org.permissions.visible(table, index) && (page.all || table.life(index) === 0)
    if (there) records.push(recordOf(page.result, index, version))
  }
  const done = end >= page.total
  const next = done ? {} : { nextRecordsUrl: `/services/data/v${version}/query/${page.locator}-${end}` }
  return json(200, { totalSize: page.total, done, ...next, records })
}

const batchSize = (header: string): number => {
  const asked = /batchSize\s*=\s*(\d+)/i.exec(header)?.[1]
  return asked === undefined ? 2000 : Math.min(2000, Math.max(200, Number(asked)))
}
