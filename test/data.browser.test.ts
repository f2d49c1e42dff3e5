import { afterAll, beforeAll, expect, test } from 'vitest'
import { connectStripe } from '../src/connections/contract.ts'
import { listCustomers } from '../src/customers/contract.ts'
import {
  SANDBOX_BILLING_KEY,
  SANDBOX_CLIENT_ID,
  SANDBOX_CLIENT_SECRET,
  SANDBOX_PASSWORD,
  SANDBOX_USERNAME,
} from '../src/sandbox/credentials.ts'
import { startSandbox, type Sandbox } from '../src/sandbox/sandbox.ts'
import { openBrowser, type TestBrowser, type WatchedPage } from './browser.ts'
import type { Client } from './client.ts'
import { chooseProposed, connect, switchTo, untilEnded, untilIdle } from './flow.ts'
import { owner, startTestServer, type TestServer } from './server.ts'

// What a person sees of merged accounts, of owners who cannot work any more, and of contacts at several accounts.

let sandbox: Sandbox
let server: TestServer
let browser: TestBrowser
let client: Client
let watched: WatchedPage

beforeAll(async () => {
  sandbox = await startSandbox({ customers: 30, contactsToMultipleAccounts: true })
  sandbox.org.permissions.hideObject('UserLogin', false)
  sandbox.org.freezeUser(sandbox.org.table('User').id(6), true)
  server = await startTestServer({
    jobs: true,
    screens: true,
    logLevel: 'error',
    environment: {
      CROSSWALK_SALESFORCE_ORIGIN: sandbox.salesforceOrigin,
      CROSSWALK_STRIPE_ORIGIN: sandbox.stripeOrigin,
      SALESFORCE_CLIENT_ID: SANDBOX_CLIENT_ID,
      SALESFORCE_CLIENT_SECRET: SANDBOX_CLIENT_SECRET,
    },
  })
  client = await server.owner()
  await untilEnded(client, (await client.call(connectStripe, { apiKey: SANDBOX_BILLING_KEY })).runId)
  const person = { username: SANDBOX_USERNAME, password: SANDBOX_PASSWORD, answer: 'Allow' } as const
  await connect(client, 'northwind-traders', person)
  await untilIdle(client)
  await chooseProposed(client)
  await switchTo(client, { contacts: true, accountManagers: true })
  browser = await openBrowser()
  watched = await browser.page(server.url)
  watched.page.setDefaultTimeout(15_000)
  await watched.page.getByLabel('E-mail').fill(owner.email)
  await watched.page.getByRole('textbox', { name: 'Password' }).fill(owner.password)
  await watched.page.getByRole('button', { name: 'Sign in' }).click()
  await watched.page.getByRole('navigation', { name: 'Main' }).waitFor()
})
afterAll(async () => {
  await browser.close()
  await server.stop()
  await sandbox.close()
})

const settled = async (): Promise<void> => {
  expect(await watched.violations()).toEqual([])
  expect(watched.complaints).toEqual([])
}

test('a frozen owner is marked where account managers are listed', async () => {
  const { page } = watched
  await page.goto(`${server.url}/account-managers`)
  await page.getByText('Frozen in Salesforce').first().waitFor()
  await page.getByText('Inactive in Salesforce').first().waitFor()
  await settled()
})

test('a merged account says which id to put into the billing tool', async () => {
  const { page } = watched
  const [merged] = (await client.call(listCustomers, { match: 'merged' })).customers
  await page.goto(`${server.url}/customers/${merged?.id ?? ''}`)
  await page.getByText('Matched, merged').first().waitFor()
  await page.getByText(/^Put 001\w{15} into “Salesforce account id” in Stripe/).waitFor()
  await settled()
})

test('related contacts are counted in by a switch, and a run follows', async () => {
  const { page } = watched
  await page.goto(`${server.url}/settings/crm`)
  await page.getByText(/that was merged into another one/).waitFor()
  const choice = (checked: boolean) =>
    page.getByRole('switch', { name: 'Count related contacts in', checked })
  await choice(false).waitFor()
  await settled()
  await choice(false).click()
  await page.getByText('Saved.').waitFor()
  await untilIdle(client)
  await choice(true).waitFor()
  await page.setViewportSize({ width: 360, height: 800 })
  await page.reload()
  await choice(true).waitFor()
  await page.waitForLoadState('networkidle')
  const sideways = await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth)
  expect(sideways, 'scrolls sideways').toBeLessThanOrEqual(0)
  await settled()
})
