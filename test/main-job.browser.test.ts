import { mkdir } from 'node:fs/promises'
import type { Page } from '@playwright/test'
import { afterAll, beforeAll, expect, test } from 'vitest'
import {
  SANDBOX_BILLING_KEY,
  SANDBOX_CLIENT_ID,
  SANDBOX_CLIENT_SECRET,
  SANDBOX_PASSWORD,
} from '../src/sandbox/credentials.ts'
import { startSandbox, type Sandbox } from '../src/sandbox/sandbox.ts'
import { openBrowser, type TestBrowser, type WatchedPage } from './browser.ts'
import { owner, startTestServer, type TestServer } from './server.ts'

// The main job as a person does it: from a bare server to a synchronized workspace, in a real browser.
// SCREENSHOTS=1 keeps a picture of each step in docs/screenshots.

let sandbox: Sandbox
let server: TestServer
let browser: TestBrowser
let watched: WatchedPage
let page: Page
let step = 0

beforeAll(async () => {
  sandbox = await startSandbox({ mode: 'demo' })
  server = await startTestServer({
    jobs: true,
    screens: true,
    logLevel: 'error',
    environment: {
      CROSSWALK_SALESFORCE_ORIGIN: sandbox.salesforceOrigin,
      CROSSWALK_STRIPE_ORIGIN: sandbox.stripeOrigin,
    },
  })
  browser = await openBrowser()
  watched = await browser.page(server.url)
  page = watched.page
  page.setDefaultTimeout(15_000)
  await page.setViewportSize({ width: 1280, height: 860 })
})
afterAll(async () => {
  await browser.close()
  await server.stop()
  await sandbox.close()
})

/** What every step owes: no accessibility fault, no complaint in the console, and a picture when asked for. */
const settled = async (name: string): Promise<void> => {
  await page.evaluate(() => document.fonts.ready)
  expect(await watched.violations(), name).toEqual([])
  expect(watched.complaints, name).toEqual([])
  step++
  if (!process.env.SCREENSHOTS) return
  await mkdir('docs/screenshots', { recursive: true })
  await page.screenshot({ path: `docs/screenshots/${String(step).padStart(2, '0')}-${name}.png` })
}

const heading = (name: string | RegExp) => page.getByRole('heading', { name }).first().waitFor()
const press = (name: string | RegExp) => page.getByRole('button', { name }).first().click()
const follow = (name: string | RegExp) => page.getByRole('link', { name }).first().click()

test('the first start makes the owner account', async () => {
  await page
    .getByLabel(/workspace|company/i)
    .first()
    .fill(owner.workspaceName)
  await page
    .getByLabel(/your name|^name/i)
    .first()
    .fill(owner.name)
  await page.getByLabel('E-mail').fill(owner.email)
  await page
    .getByLabel(/password/i)
    .first()
    .fill(owner.password)
  await settled('first-start')
  await press('Create account')
  await page.getByRole('link', { name: 'Settings' }).waitFor()
  await settled('overview')
})

test('Settings → Billing takes a restricted Stripe key', async () => {
  await follow('Settings')
  await follow('Billing')
  await heading('Billing')
  await page.getByRole('textbox', { name: 'Restricted key' }).fill(SANDBOX_BILLING_KEY)
  await press('Connect Stripe')
  await page.getByText('Northwind Traders').first().waitFor()
  await settled('billing')
  await follow('Customers')
  await page.getByText(/^120 customers/).waitFor()
  await settled('customers-from-billing')
})

test('Settings → CRM → Connect asks for the domain and, the first time, for the app', async () => {
  await follow('Settings')
  await follow('CRM')
  await heading('CRM')
  await settled('crm')
  await page.getByRole('button', { name: 'Connect', exact: true }).click()
  await page
    .getByLabel(/domain/i)
    .first()
    .fill('northwind-traders')
  await page.getByRole('textbox', { name: 'Consumer key' }).fill(SANDBOX_CLIENT_ID)
  await page.getByRole('textbox', { name: 'Consumer secret' }).fill(SANDBOX_CLIENT_SECRET)
  await settled('connect')
})

test('Salesforce’s own page, Allow, and back', async () => {
  await press('Continue to Salesforce')
  await page.waitForURL(`${sandbox.salesforceOrigin}/**`)
  await page.getByRole('textbox', { name: 'Password' }).fill(SANDBOX_PASSWORD)
  await settled('salesforce-log-in')
  await press('Log In')
  await page.getByRole('button', { name: 'Allow' }).waitFor()
  await settled('salesforce-allow')
  await press('Allow')
  await page.waitForURL(/\/settings\/crm/)
  await heading('Which field holds the Salesforce account?')
  await settled('choose-field')
})

test('the proposed field is added in place', async () => {
  await press(/^Add this field/)
  await page.getByRole('button', { name: 'Continue', disabled: false }).waitFor()
  await press('Continue')
  await heading('What should come from Salesforce?')
  await page.getByText(/users will be created/).waitFor()
  await settled('choose-switches')
})

test('Continue synchronizes, and a reload on the way changes nothing', async () => {
  await press('Continue')
  await page.reload()
  await heading('Synchronized')
  await settled('crm-synchronized')
})

test('the right people stand at the customers', async () => {
  await follow('Customers')
  await page.getByText(/^120 customers/).waitFor()
  await settled('customers')
  await page.locator('a[href^="/customers/"]').nth(1).click()
  await heading('Contacts')
  await page.getByText('Main contact').first().waitFor()
  await settled('customer')
  await follow('Account managers')
  await heading('Account managers')
  await settled('account-managers')
  await follow('Activity')
  await heading('Activity')
  await settled('activity')
})

const pages = [
  '/',
  '/customers',
  '/account-managers',
  '/activity',
  '/settings/billing',
  '/settings/crm',
  '/settings/custom-fields',
  '/settings/positions',
  '/settings/team',
  '/settings/api-keys',
]

test.each([
  ['narrow', 360, 'light'],
  ['narrow and dark', 360, 'dark'],
  ['wide and dark', 1280, 'dark'],
] as const)('every page is usable %s', async (_, width, colorScheme) => {
  await page.setViewportSize({ width, height: 800 })
  await page.emulateMedia({ colorScheme })
  for (const path of pages) {
    await page.goto(`${server.url}${path}`)
    await page.getByRole('heading', { level: 1 }).waitFor()
    await page.waitForLoadState('networkidle')
    expect(await watched.violations(), path).toEqual([])
    const overflow = await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth)
    expect(overflow, `${path} scrolls sideways`).toBeLessThanOrEqual(0)
  }
  expect(watched.complaints).toEqual([])
})
