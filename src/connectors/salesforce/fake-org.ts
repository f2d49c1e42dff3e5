import type { Grant } from '../connector.ts'
import { fakeWire, json, sfError } from '../fake-wire.ts'
import type { FakeWire, Sent } from '../fake-wire.ts'

/** For tests: one object of a made-up org, rendered as the REST and the Bulk API each document it. */
export interface FakeTable {
  readonly fields: Readonly<Record<string, string>>
  readonly rows: readonly FakeRow[]
}

/** Values as stored: date-times end in `Z`, numbers are kept as their text in `{ number }`. */
export type FakeRow = Readonly<Record<string, string | boolean | null | { readonly number: string }>>

export interface FakeOrg {
  readonly wire: FakeWire
  readonly grant: Grant
  /** Answers instead of the org when it gives something. Set and unset at will. */
  interrupt: (sent: Sent, path: string) => Response | null
  /** How often a newer token was asked for. */
  renewals: number
}

export function fakeOrg(table: FakeTable, pageRows = 3): FakeOrg {
  const jobs = new Map<string, string>()
  const cursors = new Map<string, { rows: readonly FakeRow[]; fields: readonly string[]; total: number }>()
  const state = { token: 'token-1' }
  const org: FakeOrg = {
    wire: fakeWire((sent) => answer(sent)),
    grant: {
      current: async () => ({ accessToken: state.token, instanceUrl: 'https://acme.my.salesforce.com' }),
      async renew() {
        org.renewals++
        state.token = `token-${org.renewals + 1}`
        return { accessToken: state.token, instanceUrl: 'https://acme.my.salesforce.com' }
      },
    },
    interrupt: () => null,
    renewals: 0,
  }
  const answer = (sent: Sent): Response => {
    const path = sent.url.pathname
    const instead = org.interrupt(sent, path)
    if (instead !== null) return instead
    if (path === '/services/data') return json([{ version: '66.0' }, { version: '67.0' }])
    if (sent.headers.get('authorization') !== `Bearer ${state.token}`)
      return sfError(401, 'INVALID_SESSION_ID', 'Session expired or invalid')
    const data = path.replace(/^\/services\/data\/v67\.0/, '')
    return route(sent, data) ?? sfError(404, 'NOT_FOUND', 'The requested resource does not exist')
  }
  const route = (sent: Sent, path: string): Response | null => {
    if (path.endsWith('/describe')) return json({ fields: described(table) })
    if (path === '/queryAll') return firstPage(sent.url.searchParams.get('q') ?? '')
    if (path.startsWith('/query/')) return nextPage(path.slice('/query/'.length))
    if (path === '/jobs/query') {
      const id = `750000000000${String(jobs.size + 100)}`
      jobs.set(id, (JSON.parse(sent.body) as { query: string }).query)
      return json({ id, state: 'UploadComplete' })
    }
    const [, id = '', rest] = /^\/jobs\/query\/(\w+)(\/results)?$/.exec(path) ?? []
    const soql = jobs.get(id)
    if (soql === undefined) return null
    if (sent.method === 'DELETE') return jobs.delete(id) ? new Response(null, { status: 204 }) : null
    if (sent.method === 'PATCH') return json({ id, state: 'Aborted' })
    if (rest === undefined)
      return json({ id, state: 'JobComplete', numberRecordsProcessed: select(table, soql).length })
    return results(
      table,
      soql,
      Number(sent.url.searchParams.get('locator') ?? '0'),
      Number(sent.url.searchParams.get('maxRecords')),
    )
  }
  const firstPage = (soql: string): Response => {
    const rows = select(table, soql)
    if (soql.includes('COUNT()')) return json({ totalSize: rows.length, done: true, records: [] })
    return restPage({ rows, fields: fieldsOf(soql), total: rows.length })
  }
  const nextPage = (locator: string): Response | null => {
    const at = cursors.get(locator)
    return at === undefined ? null : restPage(at)
  }
  const restPage = (at: { rows: readonly FakeRow[]; fields: readonly string[]; total: number }): Response => {
    const locator = `0r8-${cursors.size}`
    const done = at.rows.length <= pageRows
    if (!done) cursors.set(locator, { ...at, rows: at.rows.slice(pageRows) })
    const records = at.rows.slice(0, pageRows).map((row) => restRecord(table, row, at.fields))
    const next = done ? '' : `,"nextRecordsUrl":"/services/data/v67.0/query/${locator}"`
    return json(`{"totalSize":${at.total},"done":${done}${next},"records":[${records.join(',')}]}`, 200, {
      'sforce-limit-info': 'api-usage=24/15000',
    })
  }
  return org
}

const described = (table: FakeTable) =>
  Object.entries(table.fields).map(([name, type]) => ({
    name,
    type,
    label: name,
    custom: name.endsWith('__c'),
  }))

const fieldsOf = (soql: string): string[] => (/^SELECT (.*?) FROM/.exec(soql)?.[1] ?? '').split(', ')

const millis = (row: FakeRow): number => Date.parse(String(row['SystemModstamp']))

/** Understands exactly the questions this connector asks. */
function select(table: FakeTable, soql: string): FakeRow[] {
  const since = /SystemModstamp >= (\S+?Z)/.exec(soql)?.[1]
  const until = /SystemModstamp < (\S+?Z)/.exec(soql)?.[1]
  const [, stamp, id = ''] = /SystemModstamp = (\S+?Z) AND Id > '(\w+)'/.exec(soql) ?? []
  const found = table.rows.filter(
    (row) =>
      (since === undefined || millis(row) >= Date.parse(since)) &&
      (until === undefined || millis(row) < Date.parse(until)) &&
      (stamp === undefined ||
        millis(row) > Date.parse(stamp) ||
        (millis(row) === Date.parse(stamp) && String(row['Id']) > id)),
  )
  if (!soql.includes('ORDER BY SystemModstamp, Id')) return found
  return found.sort((a, b) => millis(a) - millis(b) || (String(a['Id']) < String(b['Id']) ? -1 : 1))
}

function restRecord(table: FakeTable, row: FakeRow, fields: readonly string[]): string {
  const pairs = fields.map(
    (name) => `${JSON.stringify(name)}:${restValue(row[name] ?? null, table.fields[name] ?? '')}`,
  )
  return `{"attributes":{"type":"Contact"},${pairs.join(',')}}`
}

function restValue(value: FakeRow[string], type: string): string {
  if (typeof value === 'object' && value !== null) return value.number
  if (type === 'datetime' && typeof value === 'string') return JSON.stringify(value.replace(/Z$/, '+0000'))
  return JSON.stringify(value)
}

/** As documented: header repeated per page, all values quoted, null empty, the locator "null" at the end. */
function results(table: FakeTable, soql: string, from: number, maxRecords: number): Response {
  const fields = fieldsOf(soql)
  const rows = select(table, soql)
  const shown = rows.slice(from, from + maxRecords)
  const next = from + maxRecords < rows.length ? String(from + maxRecords) : 'null'
  const lines = shown.map((row) => fields.map((name) => bulkCell(row[name] ?? null)).join(','))
  const text = [fields.map((name) => `"${name}"`).join(','), ...lines].join('\n')
  return new Response(`${text}\n`, {
    headers: {
      'content-type': 'text/csv',
      'sforce-locator': next,
      'sforce-numberofrecords': String(shown.length),
      date: 'Sun, 22 Nov 2026 10:00:00 GMT',
    },
  })
}

function bulkCell(value: FakeRow[string]): string {
  const text = value === null ? '' : typeof value === 'object' ? value.number : String(value)
  return `"${text.replaceAll('"', '""')}"`
}
