import { afterAll, beforeAll, expect, test } from 'vitest'
import { listCustomers } from '../src/customers/contract.ts'
import { openCompany, openPage, synchronizeAll, type Company } from './company.ts'
import { untilIdle } from './flow.ts'

// What a person sees of merged accounts, of owners who cannot work any more, and of contacts at several accounts.

let company: Company
let watched: Awaited<ReturnType<typeof openPage>>

beforeAll(async () => {
  company = await openCompany({ customers: 30, contactsToMultipleAccounts: true }, { screens: true })
  const { org } = company.sandbox
  org.permissions.hideObject('UserLogin', false)
  org.freezeUser(org.table('User').id(6), true)
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

test('a frozen owner is marked where account managers are listed', async () => {
  const { page } = watched
  await page.goto(`${company.server.url}/account-managers`)
  await page.getByText('Frozen in Salesforce').first().waitFor()
  await page.getByText('Inactive in Salesforce').first().waitFor()
  await settled()
})

test('a merged account says which id to put into the billing tool', async () => {
  const { page } = watched
  const [merged] = (await company.client.call(listCustomers, { match: 'merged' })).customers
  await page.goto(`${company.server.url}/customers/${merged?.id ?? ''}`)
  await page.getByText('Matched, merged').first().waitFor()
  await page.getByText(/^Put 001\w{15} into “Salesforce account id” in Stripe/).waitFor()
  await settled()
})

test('related contacts are counted in by a switch, and a run follows', async () => {
  const { page } = watched
  await page.goto(`${company.server.url}/settings/crm`)
  await page.getByText(/that was merged into another one/).waitFor()
  const choice = (checked: boolean) =>
    page.getByRole('switch', { name: 'Count related contacts in', checked })
  await choice(false).waitFor()
  await settled()
  await choice(false).click()
  await page.getByRole('dialog', { name: 'Count related contacts in?' }).waitFor()
  await settled()
  await page.getByRole('button', { name: 'Change', exact: true }).click()
  await page.getByText('Saved.').waitFor()
  await untilIdle(company.client)
  await choice(true).waitFor()
  await page.setViewportSize({ width: 360, height: 800 })
  await page.reload()
  await choice(true).waitFor()
  await page.waitForLoadState('networkidle')
  const sideways = await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth)
  expect(sideways, 'scrolls sideways').toBeLessThanOrEqual(0)
  await settled()
})
