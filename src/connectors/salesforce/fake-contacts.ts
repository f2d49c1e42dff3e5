import type { CrmPage, Reading } from '../connector.ts'
import { openSalesforce } from './client.ts'
import type { SalesforceOptions } from './client.ts'
import type { FakeOrg, FakeRow } from './fake-org.ts'

// For tests: a handful of contacts, the reading that asks for them, and ways to look at what came.

export const fields = {
  Id: 'id',
  SystemModstamp: 'datetime',
  LastName: 'string',
  Title: 'string',
  IsDeleted: 'boolean',
  Score__c: 'double',
  Seen__c: 'datetime',
}
export const names = Object.keys(fields)
export const idOf = (n: number): string => `003000000000${String(n).padStart(3, '0')}AAA`
export const rowOf = (n: number, more: FakeRow = {}): FakeRow => ({
  Id: idOf(n),
  // Three rows share each second, as they do in real orgs.
  SystemModstamp: new Date(Date.UTC(2026, 4, 1) + Math.floor(n / 3) * 1000).toISOString(),
  LastName: `Name ${n}`,
  ...more,
})
export const someRows = (count: number): FakeRow[] => Array.from({ length: count }, (_, n) => rowOf(n))
export const reading = (more: Partial<Reading> = {}): Reading => ({
  object: 'Contact',
  fields: names,
  since: null,
  until: '2026-11-22T10:00:00.000Z',
  after: null,
  expected: 0,
  ...more,
})
export const open = (org: FakeOrg, more: Partial<SalesforceOptions> = {}) =>
  openSalesforce({ ...org.wire, grant: org.grant, ...more })
export const textOf = (pages: readonly CrmPage[]): string =>
  pages.map((each) => Buffer.from(each.csv).toString()).join('')
export const ids = (pages: readonly CrmPage[]): string[] =>
  [...textOf(pages).matchAll(/^"(003\w{15})"/gm)].map((found) => found[1] ?? '')
export const paths = (org: FakeOrg): string[] =>
  org.wire.sent.map((each) => `${each.method} ${each.url.pathname.replace('/services/data/v67.0', '')}`)
export const large = { expected: 1_000_000 }
