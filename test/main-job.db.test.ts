import { afterAll, beforeAll, expect, test } from 'vitest'
import { connectStripe, disconnectBilling } from '../src/connections/contract.ts'
import {
  assignAccountManager,
  changeContact,
  exportContacts,
  exportCustomers,
  getCustomer,
  listAccountManagers,
  listCustomers,
  listPositions,
} from '../src/customers/contract.ts'
import { SANDBOX_BILLING_KEY } from '../src/sandbox/credentials.ts'
import { getCrm, previewSwitches, startSync } from '../src/sync/contract.ts'
import type { Client } from './client.ts'
import { openCompany, person, type Company } from './company.ts'
import { chooseProposed, connect, switchTo, untilEnded, untilIdle } from './flow.ts'

// The whole of the main job, over HTTP alone.

let company: Company
let client: Client

beforeAll(async () => {
  company = await openCompany()
  client = company.client
})
afterAll(() => company.close())

test('the billing tool is the default source', async () => {
  const { runId } = await client.call(connectStripe, { apiKey: SANDBOX_BILLING_KEY })
  const run = await untilEnded(client, runId)
  expect(run).toMatchObject({ state: 'complete', problem: null })
  const { total, customers } = await client.call(listCustomers, {})
  expect(total).toBe(run.counts?.customers.created)
  expect(new Set(customers.map((one) => one.contactSource))).toEqual(new Set(['billing', null]))
})

test('denying comes back with a way to try again, allowing comes back connected and reads', async () => {
  expect(await connect(client, 'northwind-traders', { ...person, answer: 'Deny' })).toBe(
    '/settings/crm?problem=denied',
  )
  expect(await connect(client, 'northwind-traders', person)).toBe('/settings/crm?connected=1')
  const crm = await untilIdle(client)
  expect(crm.lastRun).toMatchObject({ kind: 'read', state: 'complete', problem: null })
  expect(crm.lastSync).toBeNull()
  expect(crm.step).toBe('choose_field')
})

test('the field that holds the account id is proposed, with its figures', async () => {
  const judged = await chooseProposed(client)
  const [best] = judged.candidates
  expect(best?.key).toBe('salesforce_account_id')
  expect(best?.matched).toBeGreaterThan(80)
  expect(best?.examples.length).toBeGreaterThan(2)
  expect((await client.call(getCrm, {})).step).toBe('choose_switches')
})

test('what Continue will do is said in numbers, and then done', async () => {
  const preview = await client.call(previewSwitches, { contacts: 'true', accountManagers: 'true' })
  const run = await switchTo(client, { contacts: true, accountManagers: true })
  expect(run).toMatchObject({ state: 'complete', problem: null, trigger: 'first' })
  expect(run.counts?.contacts).toMatchObject({
    created: preview.contacts.arriving,
    removed: preview.contacts.leaving,
  })
  expect(run.counts?.usersCreated).toBe(preview.accountManagers.usersCreated)
  expect(run.counts?.accountManagers.assigned).toBe(preview.accountManagers.assigned)
  const { accountManagers } = await client.call(listAccountManagers, {})
  expect(accountManagers.reduce((sum, one) => sum + one.customers, 0)).toBe(preview.accountManagers.assigned)
  expect((await client.call(getCrm, {})).step).toBe('on')
})

test('synchronizing again changes nothing', async () => {
  const { run } = await client.call(startSync, {})
  const ended = await untilEnded(client, run.id)
  expect(ended).toMatchObject({ state: 'complete', problem: null })
  expect(ended.counts?.contacts).toEqual({ created: 0, changed: 0, removed: 0 })
  expect(ended.counts?.accountManagers).toEqual({ assigned: 0, changed: 0, cleared: 0 })
})

test('contacts off brings billing contacts back, on again gives what was there the first time', async () => {
  const contacts = () => client.call(exportContacts, {})
  const customers = () => client.call(exportCustomers, {})
  const chosen = await choosePeople()
  const first = [await contacts(), await customers()]
  await switchTo(client, { contacts: false, accountManagers: true })
  expect(await contacts()).not.toContain(',salesforce\n')
  await switchTo(client, { contacts: true, accountManagers: true })
  expect([await contacts(), await customers()]).toEqual(first)
  const again = await client.call(getCustomer, { id: chosen.customer })
  expect(again.contacts.find((one) => one.isMain)).toMatchObject({
    id: chosen.contact,
    mainChosen: true,
    position: { name: 'Payer' },
  })
})

/** A person chooses another main contact and its position, at the first customer that has two contacts. */
const choosePeople = async (): Promise<{ customer: string; contact: string }> => {
  const { customers } = await client.call(listCustomers, { sort: '-contacts', contactSource: 'salesforce' })
  const customer = customers[0]?.id ?? ''
  const { contacts } = await client.call(getCustomer, { id: customer })
  const other = contacts.find((one) => !one.isMain)?.id ?? ''
  const { positions } = await client.call(listPositions, {})
  const payer = positions.find((one) => one.name === 'Payer')?.id ?? ''
  await client.call(changeContact, { id: other, isMain: true, positionId: payer })
  return { customer, contact: other }
}

test('account managers off keeps or clears what Salesforce assigned', async () => {
  const assigned = async () =>
    (await client.call(listAccountManagers, {})).accountManagers.reduce((sum, one) => sum + one.customers, 0)
  const before = await assigned()
  await switchTo(client, { contacts: true, accountManagers: false, whenOff: 'keep' })
  expect(await assigned()).toBe(before)
  const { customers } = await client.call(listCustomers, { match: 'matched' })
  const customer = await client.call(getCustomer, { id: customers[0]?.id ?? '' })
  expect(customer.accountManager).toMatchObject({ source: 'manual', locked: false })
  await client.call(assignAccountManager, { id: customer.id, userId: null })
  expect(await assigned()).toBe(before - 1)
  await switchTo(client, { contacts: true, accountManagers: true })
  await expect(client.call(assignAccountManager, { id: customer.id, userId: null })).rejects.toMatchObject({
    status: 409,
  })
  expect(await assigned()).toBe(before)
  await switchTo(client, { contacts: true, accountManagers: false, whenOff: 'clear' })
  expect(await assigned()).toBe(0)
})

test('what a disconnected billing tool said stays until another one is connected', async () => {
  await switchTo(client, { contacts: false, accountManagers: false })
  const before = [await client.call(exportCustomers, {}), await client.call(exportContacts, {})]
  await client.call(disconnectBilling, { tool: 'stripe' })
  const { run } = await client.call(startSync, {})
  expect(await untilEnded(client, run.id)).toMatchObject({ state: 'complete' })
  expect([await client.call(exportCustomers, {}), await client.call(exportContacts, {})]).toEqual(before)
})
