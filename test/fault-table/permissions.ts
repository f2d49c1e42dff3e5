import { expect } from 'vitest'
import { sql } from 'kysely'
import { findConnection } from '../../src/connections/tables.ts'
import { readWarnings } from '../../src/sync/warnings.ts'
import { judgeCandidates } from '../../src/sync/plan/candidates.ts'
import { listFields } from '../../src/mirror/mirror.ts'
import type { World } from '../world.ts'
import { about, people } from './look.ts'
import { promised, runWell, seenAfter, type Fault, type Way } from './fault.ts'

const hiding =
  (object: string, field: string, hidden: boolean) =>
  ({ sandbox: { org } }: World): void =>
    org.permissions.hideField(object, field, hidden)

const connectionId = async ({ database, workspaceId }: World): Promise<string> =>
  (await findConnection(database.db, workspaceId, 'salesforce'))?.id ?? ''

const warned = async (world: World): Promise<string> => {
  const id = await connectionId(world)
  const warnings = await world.database.transaction((tx) => readWarnings(tx, id))
  for (const { how } of warnings) expect(how).toContain('permission')
  return warnings.map(({ code, what }) => `\`${code}\`: ${what}`).join(' ')
}

/** A field a read can do without is hidden: what it held stays, a warning names it, and shown again it is read again. */
const kept =
  (object: string, field: string): Fault['observe'] =>
  async (world) => {
    const before = await world.seen()
    hiding(object, field, true)(world)
    const run = await runWell(world)
    expect(await world.seen()).toEqual(before)
    const warning = await warned(world)
    expect(warning).toContain(field)
    hiding(object, field, false)(world)
    const next = await runWell(world)
    expect(await world.seen()).toEqual(before)
    const left = await warned(world)
    expect(left).not.toContain(field)
    return {
      ...seenAfter(run, 'as they were', `${next.state}, and no warning of it any more`),
      said: warning,
    }
  }

const needed = (object: string, field: string): Way => ({
  order: hiding(object, field, true),
  mend: hiding(object, field, false),
  state: 'partial',
  code: 'field_hidden',
})

const hiddenObject = (object: string): Way => ({
  order: ({ sandbox: { org } }) => org.permissions.hideObject(object, true),
  mend: ({ sandbox: { org } }) => org.permissions.hideObject(object, false),
  state: 'partial',
  code: 'object_hidden',
})

const identifierHidden: Fault['observe'] = async (world) => {
  await world.settings({ accountField: 'Billing_Id__c', identifier: 'external_id' })
  await runWell(world)
  const before = await world.seen()
  hiding('Account', 'Billing_Id__c', true)(world)
  world.clock.move({ minutes: 1 })
  const run = await world.run()
  expect(run).toMatchObject({ state: 'partial', problem: { code: 'identifier_hidden' } })
  expect(await world.seen()).toEqual(before)
  hiding('Account', 'Billing_Id__c', false)(world)
  const next = await runWell(world)
  expect(await world.seen()).toEqual(before)
  await world.chooseField('salesforce_account_id')
  await runWell(world)
  return seenAfter(run, 'as they were', next.state)
}

/** A field appears in the org: it can be chosen without a restart. */
const newField: Fault['observe'] = async (world) => {
  const offered = async (): Promise<boolean> =>
    (await listFields(world.database.db, await connectionId(world), 'Account')).some(
      ({ name }) => name === 'ERP_Number__c',
    )
  hiding('Account', 'ERP_Number__c', true)(world)
  await runWell(world)
  const first = await offered()
  hiding('Account', 'ERP_Number__c', false)(world)
  const run = await runWell(world)
  const then = await offered()
  expect([first, then]).toEqual([false, true])
  const judged = await world.database.transaction((tx) =>
    judgeCandidates(tx, world.workspaceId, 'ERP_Number__c'),
  )
  const filled = judged.candidates.find(({ key }) => key === 'erp_number')?.matched ?? 0
  expect(filled).toBeGreaterThan(0)
  return seenAfter(
    run,
    '–',
    `offered before: ${first}, then: ${then}, with ${filled} customers that match by it`,
  )
}

const hiddenRows: Fault['observe'] = async (world) => {
  const { permissions } = world.sandbox.org
  const accounts = world.sandbox.org.table('Account')
  const some = [...Array(4).keys()].map((index) => accounts.id(accounts.size - 1 - index))
  for (const id of some) permissions.hideRow(id, true)
  // The counts that ignore sharing are asked for once a week.
  world.clock.move({ days: 8 })
  const run = await runWell(world)
  const warning = await warned(world)
  expect(warning).toContain('rows_not_shown')
  for (const id of some) permissions.hideRow(id, false)
  world.clock.move({ days: 8 })
  const next = await runWell(world)
  expect(await warned(world)).toBe('')
  return { ...seenAfter(run, '–', `${next.state}, and no warning of it any more`), said: warning }
}

const privateHidden = about(async (one) => {
  one.contact()
  one.contact({ AccountId: null, Email: 'private@own1.example' })
  one.world.sandbox.org.permissions.viewAll = false
  const seen = people(await one.look())
  one.world.sandbox.org.permissions.viewAll = true
  return seen
})

/** An account is hidden alone: its customer is told so, and nobody else’s moves. */
const hiddenAccount = about(async (one) => {
  one.contact()
  await one.look()
  one.world.sandbox.org.permissions.hideRow(one.account, true)
  const found = await one.look()
  one.world.sandbox.org.permissions.hideRow(one.account, false)
  const back = await one.look()
  expect([found.match.state, back.match.state]).toEqual(['not_found', 'matched'])
  return `${found.match.state} (${people(found)}), then ${back.match.state} (${people(back)})`
})

const rowCount = async ({ database: { db }, workspaceId }: World): Promise<number> =>
  (
    await sql<{
      count: number
    }>`select count(*) as count from contacts where workspace_id = ${workspaceId}`.execute(db)
  ).rows[0]?.count ?? 0

/** Users are never removed: who is hidden stays account manager, with what was known. */
const hiddenUsers: Fault['observe'] = async (world) => {
  const before = await world.seen()
  const { org } = world.sandbox
  const users = org.table('User')
  for (let row = 5; row < users.size; row++) org.permissions.hideRow(users.id(row), true)
  const run = await runWell(world)
  expect(await world.seen()).toEqual(before)
  expect(await rowCount(world)).toBeGreaterThan(0)
  for (let row = 5; row < users.size; row++) org.permissions.hideRow(users.id(row), false)
  const next = await runWell(world)
  expect(await world.seen()).toEqual(before)
  return seenAfter(run, 'as they were', next.state)
}

export const permissions: readonly Fault[] = [
  ...promised('A field that is hidden keeps what it held, and a warning names the permission.', {
    'Contact.Title is hidden': kept('Contact', 'Title'),
    'Contact.Phone is hidden': kept('Contact', 'Phone'),
    'Contact.MobilePhone is hidden': kept('Contact', 'MobilePhone'),
    'Contact.FirstName is hidden': kept('Contact', 'FirstName'),
    'Contact.LastName is hidden': kept('Contact', 'LastName'),
    'Account.Name is hidden': kept('Account', 'Name'),
    'Account.OwnerId is hidden': kept('Account', 'OwnerId'),
    'Account.MasterRecordId is hidden': kept('Account', 'MasterRecordId'),
    'User.Email is hidden': kept('User', 'Email'),
    'User.IsActive is hidden': kept('User', 'IsActive'),
    'User.UserType is hidden': kept('User', 'UserType'),
  }),
  ...promised('A field that is needed, or the identifier, stops the run with nothing changed.', {
    'Contact.Email is hidden': needed('Contact', 'Email'),
    'Contact.AccountId is hidden': needed('Contact', 'AccountId'),
    'Account.IsDeleted is hidden': needed('Account', 'IsDeleted'),
    'The identifier field is hidden': identifierHidden,
    'The object Account is hidden': hiddenObject('Account'),
    'The object Contact is hidden': hiddenObject('Contact'),
    'The object User is hidden': hiddenObject('User'),
  }),
  ...promised('New fields appear without a restart.', { 'A field appears on Account': newField }),
  ...promised('Rows hidden by sharing are noticed as far as Salesforce tells, and warned about.', {
    'Four accounts are hidden': hiddenRows,
    'One account is hidden': hiddenAccount,
    'All owners are hidden': hiddenUsers,
    'Contacts without an account are hidden': privateHidden,
  }),
]
