import { sql } from 'kysely'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { Client } from '../../../test/client.ts'
import { openCompany, synchronizeAll, type Company } from '../../../test/company.ts'
import { untilEnded, type RunAnswer } from '../../../test/flow.ts'
import { exportHistory, getCustomer, listCustomers, listHistory } from '../../customers/contract.ts'
import { addApiKey } from '../../people/contract.ts'
import { getRun, startSync } from '../contract.ts'
import { getRetention, setRetention } from '../retention/contract.ts'
import { throwAwayHistory } from '../retention/retention.ts'
import { listPins, previewUndo, releasePin, releasePins, startUndo } from './contract.ts'

// Undo, pins and history as programs use them, over a made-up company.

let company: Company
let client: Client
let customerId = ''
let run: RunAnswer
let subjects: string[] = []

beforeAll(async () => {
  company = await openCompany({ customers: 12 })
  client = company.client
  await synchronizeAll(company)
  const { customers } = await client.call(listCustomers, { match: 'matched', sort: '-contacts' })
  customerId = customers[0]?.id ?? ''
  const { contacts } = await client.call(getCustomer, { id: customerId })
  const { org } = company.sandbox
  const ids = contacts.map(({ sourceUrl }) => /\w{18}/.exec(sourceUrl ?? '')?.[0] ?? '')
  for (const [index, id] of ids.entries())
    org.changes.update('Contact', id, { Title: index === 0 ? '=cmd|calc' : `Clerk ${index}` })
  subjects = contacts.map(({ email }) => email)
  run = await synchronize()
})
afterAll(() => company.close())

/** Contacts of the customer that share the first one's address. */
const alike = (): number => subjects.filter((email) => email === subjects[0]).length

const synchronize = async (): Promise<RunAnswer> =>
  untilEnded(client, (await client.call(startSync, {})).run.id)

test('an undo is shown, carried out, listed as pins and released', async () => {
  const asked = { runId: run.id, customerId }
  const preview = await client.call(previewUndo, asked)
  expect(preview.counts.contacts).toEqual({ created: 0, changed: subjects.length, removed: 0 })
  expect(preview.lines).toHaveLength(preview.total)
  expect(preview.lines[0]).toMatchObject({ about: 'contact', change: 'changed', source: 'salesforce' })
  const started = await client.call(startUndo, asked)
  const undone = await untilEnded(client, started.run.id)
  expect(undone).toMatchObject({ kind: 'undo', state: 'complete', by: 'Noor Haddad', applied: true })
  expect((await client.call(previewUndo, asked)).total).toBe(0)
  expect(undone.undoes).toMatchObject({ runId: run.id, part: 'customer', customer: { id: customerId } })
  expect((await client.call(getRun, { id: run.id })).undoneBy).toMatchObject([{ runId: undone.id }])

  const { total, pins } = await client.call(listPins, { customerId })
  expect(total).toBe(subjects.length)
  expect(pins[0]).toMatchObject({
    about: 'contact',
    hold: 'values',
    undoneRun: run.id,
    runId: undone.id,
    by: 'Noor Haddad',
    fields: [expect.objectContaining({ name: 'Job title' })],
  })
  expect((await client.call(listPins, { search: subjects[0] ?? '' })).total).toBe(alike())
  expect((await client.call(listPins, { search: '100% nobody_' })).total).toBe(0)

  const one = await client.call(releasePin, { id: pins[0]?.id ?? '' })
  expect(one.released).toBe(1)
  await untilEnded(client, one.run.id)
  await expect(client.call(releasePin, { id: pins[0]?.id ?? '' })).rejects.toMatchObject({ status: 404 })
  const rest = await client.call(releasePins, { runId: run.id })
  expect(rest.released).toBe(subjects.length - 1)
  await untilEnded(client, rest.run.id)
  expect((await client.call(previewUndo, asked)).total).toBe(subjects.length)
  await expect(client.call(releasePins, { runId: run.id })).rejects.toMatchObject({
    error: { code: 'nothing_pinned' },
  })
  await expect(client.call(releasePins, {})).rejects.toMatchObject({ error: { code: 'release_what' } })
})

test('a member sees what an undo would do, and may not do it', async () => {
  const member = new Client(company.server.url)
  member.apiKey = (await client.call(addApiKey, { name: 'Member', role: 'member' })).secret
  expect((await member.call(previewUndo, { runId: run.id })).total).toBeGreaterThan(0)
  expect((await member.call(listPins, {})).total).toBe(0)
  await expect(member.call(startUndo, { runId: run.id })).rejects.toMatchObject({ status: 403 })
})

test('the history is searched by what, who, when and at whom', async () => {
  const of = async (asked: Parameters<typeof client.call<typeof listHistory>>[1]) =>
    (await client.call(listHistory, asked)).total
  const all = await of({})
  expect(await of({ run: run.id })).toBe(subjects.length)
  expect(await of({ run: run.id, customer: customerId, change: 'changed', about: 'contact' })).toBe(
    subjects.length,
  )
  expect(await of({ run: run.id, change: 'removed' })).toBe(0)
  expect(await of({ run: run.id, search: subjects[0] ?? '' })).toBe(alike())
  expect(await of({ by: 'noor' })).toBe(subjects.length)
  expect(await of({ from: '2001-01-01', to: '2001-12-31' })).toBe(0)
  const today = new Date().toISOString().slice(0, 10)
  expect(await of({ to: today })).toBe(all)
  const { externalId } = await client.call(getCustomer, { id: customerId })
  expect(await of({ customer: `external:${externalId}`, run: run.id })).toBe(subjects.length)
})

test('a plan that was not carried out is no history', async () => {
  const before = (await client.call(listHistory, {})).total
  await sql`update runs set applied_at = null where id = ${run.id}`.execute(company.server.database.db)
  expect((await client.call(listHistory, {})).total).toBe(before - subjects.length)
  await sql`update runs set applied_at = finished_at where id = ${run.id}`.execute(company.server.database.db)
})

test('the download holds every field, and no formula', async () => {
  const text = await client.call(exportHistory, { run: run.id })
  const [head, ...lines] = text.trimEnd().split('\n')
  expect(head).toBe('at,by,run,customer,about,change,subject,source,field,before,after')
  expect(lines).toHaveLength(subjects.length)
  expect(text).toContain(",'=cmd|calc")
  expect(text).not.toContain(',=cmd')
})

test('the history is kept for as long as the workspace chooses', async () => {
  const { database } = company.server
  expect(await client.call(getRetention, {})).toEqual({ keepMonths: null, gone: null })
  const before = (await client.call(listHistory, {})).total
  const inAYear = new Date(Date.now() + 366 * 86_400_000)
  await throwAwayHistory(database, inAYear)
  expect((await client.call(listHistory, {})).total).toBe(before)
  await client.call(setRetention, { keepMonths: 12 })
  await throwAwayHistory(database, new Date())
  expect((await client.call(listHistory, {})).total).toBe(before)
  // As a plan that waits for a person.
  await sql`update runs set applied_at = null where id = ${run.id}`.execute(database.db)
  await throwAwayHistory(database, inAYear)
  const { gone } = await client.call(getRetention, {})
  expect(gone).toMatchObject({ lines: before - subjects.length, at: inAYear.toISOString() })
  const { total, goneBefore } = await client.call(listHistory, {})
  expect([total, goneBefore]).toEqual([0, gone?.before])
  await sql`update runs set applied_at = finished_at where id = ${run.id}`.execute(database.db)
  expect((await client.call(listHistory, {})).total).toBe(subjects.length)
})
