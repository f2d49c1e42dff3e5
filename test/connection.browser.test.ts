import type { Page } from '@playwright/test'
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import {
  SANDBOX_CLIENT_ID,
  SANDBOX_CLIENT_SECRET,
  SANDBOX_PASSWORD,
  SANDBOX_USERNAME,
} from '../src/sandbox/credentials.ts'
import { startSandbox, type Sandbox } from '../src/sandbox/sandbox.ts'
import type { ApiRefusal, TokenRefusal } from '../src/sandbox/salesforce/refusals.ts'
import { openBrowser, type TestBrowser, type WatchedPage } from './browser.ts'
import type { Client } from './client.ts'
import { testClock, type TestClock } from './clock.ts'
import { connect, untilIdle } from './flow.ts'
import { owner, startTestServer, type TestServer } from './server.ts'
import { checkSalesforce, disconnectSalesforce } from '../src/connections/contract.ts'

// The CRM page while Salesforce does not let us in: every kind of trouble with its picture, its words and the one button
// that helps; one of each colour, and the dialog, also narrow and dark.

let sandbox: Sandbox
let server: TestServer
let browser: TestBrowser
let watched: WatchedPage
let page: Page
let client: Client
let clock: TestClock

const person = { username: SANDBOX_USERNAME, password: SANDBOX_PASSWORD, answer: 'Allow' } as const
const register = (clientSecret: string): void => {
  const app = sandbox.org.apps.get(SANDBOX_CLIENT_ID)
  if (!app) throw new Error('no app')
  sandbox.org.apps.set(SANDBOX_CLIENT_ID, { ...app, clientSecret })
}

beforeAll(async () => {
  clock = testClock(new Date().toISOString())
  sandbox = await startSandbox({ customers: 10, clock })
  server = await startTestServer({
    jobs: true,
    screens: true,
    clock,
    logLevel: 'silent',
    environment: {
      CROSSWALK_SALESFORCE_ORIGIN: sandbox.salesforceOrigin,
      CROSSWALK_STRIPE_ORIGIN: sandbox.stripeOrigin,
    },
  })
  client = await server.owner()
  browser = await openBrowser()
  watched = await browser.page(server.url)
  page = watched.page
  page.setDefaultTimeout(15_000)
  await page.getByLabel('E-mail').fill(owner.email)
  await page
    .getByLabel(/password/i)
    .first()
    .fill(owner.password)
  await page.getByRole('button', { name: 'Sign in' }).click()
  await page.getByRole('link', { name: 'Settings' }).waitFor()
})
afterAll(async () => {
  await browser.close()
  await server.stop()
  await sandbox.close()
})
beforeEach(async () => {
  Object.assign(sandbox.org, { tokenRefusal: null, apiRefusal: null })
  await page.setViewportSize({ width: 1280, height: 900 })
  await page.emulateMedia({ colorScheme: 'light' })
})

const open = async (): Promise<void> => {
  await page.goto(`${server.url}/settings/crm`)
  await page.getByRole('heading', { level: 1, name: 'CRM' }).waitFor()
  await page.waitForLoadState('networkidle')
}
const button = (name: string) => page.getByRole('button', { name, exact: true })

/** Usable as it stands: axe finds nothing, nothing scrolls sideways, nobody complains. */
const good = async (name: string): Promise<void> => {
  for (const [width, colorScheme] of [
    [1280, 'light'],
    [360, 'dark'],
    [360, 'light'],
  ] as const) {
    await page.setViewportSize({ width, height: 900 })
    await page.emulateMedia({ colorScheme })
    await page.locator(`html[data-mantine-color-scheme="${colorScheme}"]`).waitFor()
    expect(await watched.violations(), `${name} ${width} ${colorScheme}`).toEqual([])
    const over = await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth)
    expect(over, `${name} ${width} scrolls sideways`).toBeLessThanOrEqual(0)
  }
  expect(watched.complaints).toEqual([])
}

test('an integration user is connected in the dialog, without leaving the page', async () => {
  await open()
  await button('Connect').click()
  await page.getByRole('radio', { name: /An integration user/ }).click()
  await page.getByRole('textbox', { name: /domain/i }).fill('northwind-traders')
  await page.getByRole('dialog').getByRole('button', { name: 'Connect', exact: true }).click()
  await page.getByText('Paste the consumer key of your app.').waitFor()
  await good('integration-user')
  await page.getByRole('textbox', { name: 'Consumer key' }).fill(SANDBOX_CLIENT_ID)
  await page.getByRole('textbox', { name: 'Consumer secret' }).fill('a wrong one')
  await page.getByRole('dialog').getByRole('button', { name: 'Connect', exact: true }).click()
  await page.getByText('Salesforce does not accept the client secret.').waitFor()
  await page.getByRole('textbox', { name: 'Consumer secret' }).fill(SANDBOX_CLIENT_SECRET)
  await page.getByRole('dialog').getByRole('button', { name: 'Connect', exact: true }).click()
  await page.getByRole('heading', { name: /Which field holds/ }).waitFor()
  await untilIdle(client)
  await client.call(disconnectSalesforce, {})
  await untilIdle(client)
})

const refuse = async (given: { token?: TokenRefusal; api?: ApiRefusal }): Promise<void> => {
  Object.assign(sandbox.org, { tokenRefusal: given.token ?? null, apiRefusal: given.api ?? null })
  sandbox.org.grants.expireSessions()
  await client.call(checkSalesforce, {})
}

test.each<[string, { token?: TokenRefusal; api?: ApiRefusal }, string]>([
  ['Salesforce user deactivated', { token: 'inactive_user' }, 'Reconnect'],
  ['Internet address not allowed', { token: 'ip_restricted' }, 'Check again'],
  ['App not found in Salesforce', { token: 'app_not_found' }, 'Check again'],
  ['App blocked', { token: 'app_blocked' }, 'Check again'],
  ['App not allowed for this user', { token: 'invalid_app_access' }, 'Check again'],
  ['Too few permissions', { api: 'not_valid_for_rest' }, 'Reconnect'],
  ['API off for the organization', { api: 'api_disabled_for_org' }, 'Check again'],
  ['API off for this user', { api: 'api_disabled_for_user' }, 'Check again'],
  ['Sessions locked to an address', { api: 'locked_to_ip' }, 'Check again'],
  ['Organization closed', { token: 'inactive_organization' }, 'Reconnect'],
])('%s', async (title, refusal, remedy) => {
  clock.move({ minutes: 1 })
  expect(await connect(client, 'northwind-traders', person)).toBe('/settings/crm?connected=1')
  await untilIdle(client)
  await refuse(refusal)
  await open()
  await page.getByText(title, { exact: true }).waitFor()
  expect(await page.getByText('Who can fix it:').count()).toBe(1)
  expect(await page.getByText('What to do:').count()).toBe(1)
  const buttons = ['Reconnect', 'Check again', 'Enter the new secret']
  for (const name of buttons) expect(await button(name).count(), name).toBe(name === remedy ? 1 : 0)
  if (refusal.token === 'inactive_user' || refusal.token === 'ip_restricted') await good(title)
  if (remedy === 'Check again') {
    await button(remedy).click()
    await button(remedy).waitFor()
  }
})

test('a rotated secret is typed in the dialog the card opens', async () => {
  clock.move({ minutes: 1 })
  await connect(client, 'northwind-traders', person)
  await untilIdle(client)
  register('rotated-at-salesforce')
  await refuse({})
  await open()
  await page.getByText('Secret no longer valid', { exact: true }).waitFor()
  await good('secret')
  await button('Enter the new secret').click()
  await page.getByRole('textbox', { name: 'Consumer secret' }).waitFor()
  await good('new-secret')
  await page.getByRole('textbox', { name: 'Consumer key' }).fill(SANDBOX_CLIENT_ID)
  await page.getByRole('textbox', { name: 'Consumer secret' }).fill('rotated-at-salesforce')
  await button('Continue to Salesforce').click()
  await page.waitForURL(`${sandbox.salesforceOrigin}/**`)
})

test('a sixth approval is warned about before it is given', async () => {
  sandbox.org.faults.add({ match: '/oauth2/revoke', kind: 'status', status: 404, body: 'Bad_Id', times: -1 })
  for (let times = 0; times < 5; times++) {
    clock.move({ minutes: 1 })
    expect(await connect(client, 'northwind-traders', person)).toBe('/settings/crm?connected=1')
    await untilIdle(client)
  }
  await refuse({ token: 'expired_session' })
  await open()
  await button('Reconnect').click()
  await page.getByText(/has given 5 of 5 possible approvals/).waitFor()
  await good('sixth-approval')
})
