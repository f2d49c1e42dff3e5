import { afterAll, beforeAll, expect, test } from 'vitest'
import { assignAccountManager, listAccountManagers, listCustomers } from '../src/customers/contract.ts'
import { acceptInvitation, addUser } from '../src/people/contract.ts'
import { getSafety } from '../src/sync/brakes/contract.ts'
import { getCrm, listRuns } from '../src/sync/contract.ts'
import { openCompany, openPage, synchronizeAll, type Company } from './company.ts'
import { switchTo, untilIdle } from './flow.ts'
import { contactWith } from './sandbox-rows.ts'

// Where plans are asked for and decided: the dialogs of settings, Preview, a plan that has moved, the limits, and what a
// member sees of it.

let company: Company
let watched: Awaited<ReturnType<typeof openPage>>

beforeAll(async () => {
  company = await openCompany({ customers: 30, contactsToMultipleAccounts: true }, { screens: true })
  await synchronizeAll(company)
  watched = await openPage(company)
})
afterAll(async () => {
  await watched.close()
  await company.close()
})

const settled = async (): Promise<void> => {
  expect(await watched.violations()).toEqual([])
  expect(watched.complaints).toEqual([])
}
const crm = () => company.client.call(getCrm, {})

test('a switch shows every change before it moves', async () => {
  await watched.open('/settings/crm')
  await watched.page.getByRole('switch', { name: 'Import contacts' }).click()
  await watched.page.getByRole('dialog', { name: 'Switch off contacts?' }).waitFor()
  await watched.press('See every change first')
  await watched.says('A preview. Nothing was changed.')
  await watched.says('Contacts come from the billing tool again.')
  await watched.says('Add contact')
  await settled()
  await watched.press('Discard')
  await watched.inDialog('Discard')
  await watched.says(/^Discarded by /)
  expect((await crm()).switches.contacts).toBe(true)
})

test('what customers without a match show changes by applying what was seen', async () => {
  await watched.open('/settings/crm')
  await watched.page.getByRole('radio', { name: 'Have no contacts' }).click()
  await watched.page.getByRole('dialog', { name: 'Change what customers without a match show?' }).waitFor()
  await settled()
  await watched.press('See every change first')
  await watched.says('Customers without a match have no contacts.')
  await watched.press('Apply')
  await watched.inDialog('Apply')
  await watched.page.waitForURL(/\/settings\/crm$/)
  await untilIdle(company.client)
  expect((await crm()).unmatched).toBe('leave_empty')
})

test('a dialog left by Cancel changes nothing', async () => {
  const { sharedAccounts } = await crm()
  await watched.open('/settings/crm')
  await watched.page.getByRole('switch', { name: 'Allow shared accounts' }).click()
  await watched.page.getByRole('dialog', { name: /shared accounts\?$/ }).waitFor()
  await settled()
  await watched.inDialog('Cancel')
  expect((await crm()).sharedAccounts).toBe(sharedAccounts)
})

test('another field can be looked at before it is chosen', async () => {
  await watched.open('/settings/crm')
  await watched.press('Change the field')
  await watched.page.getByRole('heading', { name: 'Which field holds the Salesforce account?' }).waitFor()
  await watched.press('See every change first')
  await watched.says('Another field says which Salesforce account a customer is.')
})

test('Preview reads everything and says before and after', async () => {
  const { org } = company.sandbox
  const { customers } = await company.client.call(listCustomers, { contactSource: 'salesforce', limit: 1 })
  const id = contactWith(org, customers[0]?.mainContact?.email ?? '')
  org.changes.update('Contact', id, { Title: 'Head of Payments' })
  await watched.open('/settings/crm')
  await watched.press('Preview')
  await watched.says('A preview. Nothing was changed.')
  await watched.says('Change contact')
  await watched.says('Head of Payments')
  await settled()
})

test('a plan that has moved is held, and says what moved', async () => {
  const { client } = company
  await switchTo(client, { contacts: true, accountManagers: false, whenOff: 'clear' })
  await watched.open('/settings/crm')
  await watched.page.getByRole('switch', { name: 'Import account managers' }).click()
  await watched.press('See every change first')
  await watched.says('Add account manager')
  const { accountManagers } = await client.call(listAccountManagers, {})
  const { customers } = await client.call(listCustomers, { match: 'found', limit: 1 })
  const { invitation, user } = await client.call(addUser, {
    email: 'mia@lantern.example',
    name: 'Mia',
    role: 'member',
    invite: true,
  })
  const token = new URL(invitation?.link ?? '').pathname.split('/').at(-1) ?? ''
  await company.server.client().call(acceptInvitation, { token, name: 'Mia', password: 'a long enough one' })
  expect(accountManagers.map(({ id }) => id)).not.toContain(user.id)
  await client.call(assignAccountManager, { id: customers[0]?.id ?? '', userId: user.id })
  await watched.press('Apply')
  await watched.inDialog('Apply')
  await watched.page.waitForURL(/\/settings\/crm$/)
  await watched.says('A sync is waiting for your decision.')
  expect((await crm()).switches.accountManagers).toBe(false)
  await watched.page.getByRole('link', { name: 'See what it would change' }).click()
  await watched.says('Held. Nothing was changed.')
  await watched.page.getByRole('link', { name: 'See the rows: What moved since' }).click()
  await watched.says('Only the rows behind “What moved since”.')
  await watched.says('Change account manager')
  await settled()
})

test('a member sees it all, and whom to ask', async () => {
  const held = (await company.client.call(listRuns, { limit: 1 })).runs[0]
  const mia = await openPage(company, { email: 'mia@lantern.example', password: 'a long enough one' })
  try {
    await mia.page.goto(`${company.server.url}/activity/${held?.id}`)
    await mia.page.getByText(/^Only owners and admins may approve or discard this/).waitFor()
    expect(await mia.page.getByRole('button', { name: 'Approve' }).count()).toBe(0)
    await mia.page.goto(`${company.server.url}/settings/crm/safety`)
    await mia.page.getByText(/^Only owners and admins may change how far/).waitFor()
    expect(await mia.page.getByRole('switch', { name: 'Contacts fall' }).isDisabled()).toBe(true)
    expect(await mia.violations()).toEqual([])
  } finally {
    await mia.close()
  }
})

test('a limit is switched off, and back on as usual', async () => {
  await watched.open('/settings/crm/safety')
  const limit = watched.page.getByRole('switch', { name: 'Matches fall' })
  await limit.click()
  await watched.says('Switched off: a sync is never held for this.')
  await watched.press('Save')
  await watched.says('Saved.')
  expect((await company.client.call(getSafety, {})).matchesFall).toBeNull()
  await limit.click()
  await watched.press('Save')
  await expect.poll(async () => (await company.client.call(getSafety, {})).matchesFall).toBe(10)
  await settled()
})
