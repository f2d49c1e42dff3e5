import { sql } from 'kysely'
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import type { Misbehaviour } from '../src/sandbox/faults.ts'
import { openWorld, type World } from './world.ts'

// What goes wrong at Salesforce or the billing tool ends in a sentence, with yesterday's data in place; the next run
// puts things right.

let world: World
let yesterday: string[]

beforeAll(async () => {
  world = await openWorld({ customers: 30 })
  world.sandbox.org.pageSize = 25
  await world.run()
  yesterday = await world.seen()
})
afterAll(() => world.close())
beforeEach(() => {
  world.sandbox.org.faults.clear()
  world.sandbox.billing.faults.clear()
})

const forEver = { times: -1 }
const query = 'GET /services/data/v[0-9.]+/query'

const salesforce: readonly (readonly [string, Misbehaviour, code: string])[] = [
  [
    'an error body',
    { match: query, kind: 'api_error', status: 500, errorCode: 'UNKNOWN_EXCEPTION', ...forEver },
    '',
  ],
  ['an HTML page instead of JSON', { match: query, kind: 'html', ...forEver }, ''],
  ['a connection cut in mid-page', { match: query, kind: 'cut', ...forEver }, ''],
  ['half the JSON', { match: query, kind: 'garbage', ...forEver }, ''],
  ['a query that fails half way', { match: 'GET .*/query/', kind: 'api_error', status: 500, ...forEver }, ''],
  [
    'rows missing from a page',
    { match: `${query}.*SystemModstamp.*Contact`, kind: 'short_page', rows: 3, ...forEver },
    '',
  ],
  [
    'an answer that ends early',
    { match: `${query}.*SystemModstamp.*Contact`, kind: 'early_end', ...forEver },
    '',
  ],
  [
    'the org out of calls',
    {
      match: '/services/data/',
      kind: 'api_error',
      status: 403,
      errorCode: 'REQUEST_LIMIT_EXCEEDED',
      message: 'TotalRequests Limit exceeded.',
      ...forEver,
    },
    '',
  ],
  ['maintenance', { match: '/services/data/', kind: 'html', status: 503, ...forEver }, ''],
]

test.each(salesforce)('Salesforce: %s', async (_, fault) => {
  world.clock.move({ minutes: 60 })
  world.sandbox.org.changes.update('Contact', world.sandbox.org.table('Contact').id(3), {
    Title: 'Seen tomorrow',
  })
  world.sandbox.org.faults.add(fault)
  const run = await world.run()
  expect(run.state).toBe(fault.errorCode === 'REQUEST_LIMIT_EXCEEDED' ? 'stopped' : 'partial')
  expect(run.resumeAt).not.toBeNull()
  expect(run.problem?.what).toMatch(/^[A-Z].*\.$/)
  expect(run.problem?.means).toMatch(/^[A-Z].*\.$/)
  expect(await world.seen()).toEqual(yesterday)
  world.sandbox.org.faults.clear()
  expect(await world.run()).toMatchObject({ state: 'complete', problem: null })
  yesterday = await world.seen()
  expect(yesterday.some((line) => line.includes('Seen tomorrow'))).toBe(true)
})

test('Salesforce: accounts of today are not shown with contacts of yesterday', async () => {
  world.clock.move({ minutes: 60 })
  const { org } = world.sandbox
  const [winner, loser] = [org.table('Account').id(1), org.table('Account').id(2)]
  org.changes.merge('Account', winner, [loser])
  org.faults.add({ match: `${query}.*FROM(%20|\\+)Contact`, kind: 'html', ...forEver })
  expect(await world.run()).toMatchObject({ state: 'partial' })
  expect(await world.seen()).toEqual(yesterday)
  org.faults.clear()
  expect(await world.run()).toMatchObject({ state: 'complete' })
  expect(await world.seen()).not.toEqual(yesterday)
  yesterday = await world.seen()
})

const hiding = () => {
  const { org } = world.sandbox
  return { permissions: org.permissions, table: org.table('Contact') }
}

test('Salesforce: no rows where there were rows removes nobody', async () => {
  world.clock.move({ minutes: 60 })
  const { permissions, table } = hiding()
  for (let index = 0; index < table.size; index++) permissions.hideRow(table.id(index), true)
  expect(await world.run()).toMatchObject({
    state: 'held',
    problem: { code: 'read_empty' },
    brakes: [{ brake: 'emptied' }],
    resumeAt: null,
  })
  expect(await world.seen()).toEqual(yesterday)
  for (let index = 0; index < table.size; index++) permissions.hideRow(table.id(index), false)
  // Lost between the count and the read: neither counts as an answer.
  world.sandbox.org.faults.add({ match: `${query}.*Contact`, kind: 'empty', ...forEver })
  expect(await world.run()).toMatchObject({ state: 'partial', problem: { code: 'read_short' } })
  expect(await world.seen()).toEqual(yesterday)
})

test('Salesforce: many records hidden at once are not taken for gone, until they truly are', async () => {
  const { permissions, table } = hiding()
  const third = (hidden: boolean): void => {
    for (let index = 0; index < table.size; index += 3) permissions.hideRow(table.id(index), hidden)
  }
  third(true)
  const run = await world.run()
  expect(run).toMatchObject({
    state: 'held',
    problem: { code: 'rows_vanished' },
    brakes: [{ brake: 'rows_vanished' }],
  })
  expect(run.problem?.what).toMatch(
    /^Salesforce shows Crosswalk \d+ contacts, where it showed \d+, and has not lost them\.$/,
  )
  expect(await world.seen()).toEqual(yesterday)
  third(false)
  expect(await world.run()).toMatchObject({ state: 'complete', problem: null })
  expect(await world.seen()).toEqual(yesterday)
})

test('Salesforce: a fault that passes is not felt', async () => {
  world.sandbox.org.faults.add({ match: query, kind: 'html', status: 502, times: 2 })
  world.sandbox.org.faults.add({ match: query, kind: 'cut', times: 1 })
  expect(await world.run()).toMatchObject({ state: 'complete', problem: null })
})

test('Salesforce: a session that ends in mid-run is renewed', async () => {
  world.sandbox.org.grants.expireSessions()
  expect(await world.run()).toMatchObject({ state: 'complete', problem: null })
})

test('Salesforce: a hidden field that is needed stops the read in words, one that is not keeps what it had', async () => {
  const { permissions } = world.sandbox.org
  permissions.hideField('Contact', 'Email', true)
  const run = await world.run()
  expect(run).toMatchObject({ state: 'partial', problem: { code: 'field_hidden' } })
  expect(run.problem?.what).toContain('Email')
  permissions.hideField('Contact', 'Email', false)
  permissions.hideField('Contact', 'Title', true)
  expect(await world.run()).toMatchObject({ state: 'complete' })
  expect(await world.seen()).toEqual(yesterday)
  permissions.hideField('Contact', 'Title', false)
  await world.run()
  expect(await world.seen()).toEqual(yesterday)
})

test('Salesforce: the hidden identifier field stops the read with nothing changed', async () => {
  await world.settings({ accountField: 'Billing_Id__c', identifier: 'external_id' })
  expect(await world.run()).toMatchObject({ state: 'complete' })
  const matched = await world.seen()
  world.sandbox.org.permissions.hideField('Account', 'Billing_Id__c', true)
  expect(await world.run()).toMatchObject({ state: 'partial', problem: { code: 'identifier_hidden' } })
  expect(await world.seen()).toEqual(matched)
  world.sandbox.org.permissions.hideField('Account', 'Billing_Id__c', false)
  expect(await world.run()).toMatchObject({ state: 'complete' })
  expect(await world.seen()).toEqual(matched)
  await world.chooseField('salesforce_account_id')
  await world.run()
  expect(await world.seen()).toEqual(yesterday)
})

test.each([
  ['a server error', { match: '/v1/customers', kind: 'api_error', status: 500, ...forEver }],
  ['an HTML page', { match: '/v1/customers', kind: 'html', ...forEver }],
  ['a connection cut in mid-page', { match: '/v1/customers', kind: 'cut', ...forEver }],
  ['no customers where there were some', { match: '/v1/customers', kind: 'empty', ...forEver }],
  ['too many requests', { match: '/v1/customers', kind: 'api_error', status: 429, ...forEver }],
] as const)('Billing tool: %s removes nobody', async (_, fault) => {
  world.sandbox.billing.faults.add(fault)
  const run = await world.run()
  expect(run.state).toBe(fault.kind === 'empty' ? 'held' : 'partial')
  expect(run.problem?.what).toMatch(/^[A-Z].*\.$/)
  expect(await world.seen()).toEqual(yesterday)
  world.sandbox.billing.faults.clear()
  expect(await world.run()).toMatchObject({ state: 'complete', problem: null })
})

test('a full disk fails the run in words, and the next one puts it right', async () => {
  const { db } = world.database
  await sql`create function full_disk() returns trigger language plpgsql as ${sql.raw(`$$
    begin raise exception 'could not extend file: No space left on device' using errcode = '53100'; end $$`)}`.execute(
    db,
  )
  await sql`create trigger full_disk before insert on contact_changes execute function full_disk()`.execute(
    db,
  )
  world.sandbox.org.changes.update('Contact', world.sandbox.org.table('Contact').id(4), {
    Title: 'After the disk',
  })
  world.clock.move({ minutes: 60 })
  expect(await world.run()).toMatchObject({ state: 'failed', problem: { code: 'disk_full' } })
  expect(await world.seen()).toEqual(yesterday)
  await sql`drop trigger full_disk on contact_changes`.execute(db)
  expect(await world.run()).toMatchObject({ state: 'complete', problem: null })
  yesterday = await world.seen()
  expect(yesterday.some((line) => line.includes('After the disk'))).toBe(true)
})

test('both sources away: the run fails in words and nothing changes', async () => {
  world.sandbox.billing.faults.add({ match: '/v1/', kind: 'html', ...forEver })
  world.sandbox.org.faults.add({ match: '/services/', kind: 'html', ...forEver })
  expect(await world.run()).toMatchObject({ state: 'failed' })
  expect(await world.seen()).toEqual(yesterday)
})

test('a token revoked at Salesforce needs a person, says so, and changes nothing', async () => {
  world.sandbox.org.grants.revokeUser(null)
  const run = await world.run()
  expect(run).toMatchObject({ state: 'stopped', resumeAt: null })
  expect(run.problem?.how).toMatch(/connect/i)
  expect(await world.seen()).toEqual(yesterday)
})
