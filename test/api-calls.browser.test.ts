import { afterAll, beforeAll, expect, test } from 'vitest'
import { connectStripe } from '../src/connections/contract.ts'
import {
  SANDBOX_BILLING_KEY,
  SANDBOX_CLIENT_ID,
  SANDBOX_CLIENT_SECRET,
  SANDBOX_PASSWORD,
  SANDBOX_USERNAME,
} from '../src/sandbox/credentials.ts'
import { startSandbox, type Sandbox } from '../src/sandbox/sandbox.ts'
import { getCrm, startSync } from '../src/sync/contract.ts'
import { openBrowser, type TestBrowser, type WatchedPage } from './browser.ts'
import type { Client } from './client.ts'
import { chooseProposed, connect, switchTo, untilEnded, untilIdle } from './flow.ts'
import { owner, startTestServer, type TestServer } from './server.ts'

// What a person sees of the org's calls, of a run that stopped for want of them, and of what Salesforce hides.

let sandbox: Sandbox
let server: TestServer
let browser: TestBrowser
let client: Client
let watched: WatchedPage

beforeAll(async () => {
  sandbox = await startSandbox({ customers: 30 })
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
  sandbox.org.permissions.hideField('Contact', 'Phone', true)
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
  const { page } = watched
  expect(
    await page.evaluate('document.documentElement.scrollWidth <= document.documentElement.clientWidth'),
  ).toBe(true)
}

const openCrm = async (): Promise<void> => {
  await watched.page.goto(`${server.url}/settings/crm`)
  await watched.page.getByRole('heading', { name: 'API calls' }).waitFor()
}

test('the share of calls is shown, changed, and kept', async () => {
  const { page } = watched
  await openCrm()
  await page.getByText(/\d+ by Crosswalk in 24 hours, of 20,000 it may use\./).waitFor()
  await page.getByLabel('Ours at most').fill('10')
  await page.getByRole('button', { name: 'Save' }).click()
  await page.getByText(/of 10,000 it may use/).waitFor()
  expect((await client.call(getCrm, {})).apiCalls).toMatchObject({ share: 10, stop: 80, sweepHours: 24 })
  await settled()
})

test('a hidden field is named on the CRM page', async () => {
  await openCrm()
  await watched.page.getByText('Salesforce does not show Crosswalk the field Contact.Phone.').waitFor()
  await settled()
})

test('a run that stopped for want of calls says why, what it keeps, and when it goes on', async () => {
  const { page } = watched
  sandbox.org.usage.used = 80_500
  const { run } = await client.call(startSync, {})
  expect(await untilEnded(client, run.id)).toMatchObject({ state: 'stopped' })
  await openCrm()
  await page.getByText('Stopped', { exact: true }).first().waitFor()
  await page
    .getByText(/has used 80,5\d\d of its 100,000 API calls/)
    .first()
    .waitFor()
  await page
    .getByText(/It goes on by itself/)
    .first()
    .waitFor()
  await settled()
  sandbox.org.usage.used = 100
  expect(await untilEnded(client, (await client.call(startSync, {})).run.id)).toMatchObject({
    state: 'complete',
  })
})

test('a run shows what Salesforce was asked and what came, wide and narrow, light and dark', async () => {
  const { page } = watched
  await page.goto(`${server.url}/activity/${(await client.call(getCrm, {})).lastRun?.id ?? ''}`)
  await page.getByRole('heading', { name: 'Read from Salesforce' }).waitFor()
  await page.getByRole('cell', { name: 'Accounts' }).waitFor()
  await page.getByText('Not shown to us: Phone').waitFor()
  await settled()
  for (const colorScheme of ['light', 'dark'] as const) {
    await page.emulateMedia({ colorScheme })
    await page.setViewportSize({ width: 360, height: 800 })
    await settled()
    await openCrm()
    await settled()
    await page.goBack()
    await page.setViewportSize({ width: 1280, height: 800 })
    await page.getByRole('heading', { name: 'Read from Salesforce' }).waitFor()
    await settled()
  }
})
