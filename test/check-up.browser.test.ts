import { readFile } from 'node:fs/promises'
import type { Page } from '@playwright/test'
import { afterAll, beforeAll, expect, test } from 'vitest'
import {
  SANDBOX_CLIENT_ID,
  SANDBOX_CLIENT_SECRET,
  SANDBOX_PASSWORD,
  SANDBOX_USERNAME,
} from '../src/sandbox/credentials.ts'
import { startSandbox, type Sandbox } from '../src/sandbox/sandbox.ts'
import { openBrowser, type TestBrowser, type WatchedPage } from './browser.ts'
import { connect } from './flow.ts'
import { owner, startTestServer, type TestServer } from './server.ts'

// Settings → CRM → Check-up, in a real browser, wide and narrow, light and dark.

let sandbox: Sandbox
let server: TestServer
let browser: TestBrowser
let watched: WatchedPage
let page: Page

beforeAll(async () => {
  sandbox = await startSandbox({ customers: 12 })
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
  const client = await server.owner()
  await connect(client, 'northwind-traders', {
    username: SANDBOX_USERNAME,
    password: SANDBOX_PASSWORD,
    answer: 'Allow',
  })
  sandbox.org.permissions.hideField('Contact', 'Title', true)
  sandbox.org.permissions.hideField('Contact', 'Email', true)
  browser = await openBrowser()
  watched = await browser.page(server.url)
  page = watched.page
  page.setDefaultTimeout(15_000)
  await page.getByLabel('E-mail').fill(owner.email)
  await page.getByRole('textbox', { name: 'Password' }).fill(owner.password)
  await page.getByRole('button', { name: 'Sign in' }).click()
  await page.getByRole('link', { name: 'Settings' }).click()
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

test('the CRM page leads to it, and it says how to begin', async () => {
  await page.getByRole('link', { name: 'CRM' }).click()
  await page.getByRole('link', { name: 'check-up' }).click()
  await page.getByText('No check-up yet').waitFor()
  await settled()
})

test('each line has a word, and what is wrong says what to do', async () => {
  await page.getByRole('button', { name: 'Run the check-up' }).click()
  await page.getByRole('heading', { name: 'Permissions' }).waitFor()
  const line = page.getByRole('listitem').filter({ hasText: 'Contact.Title is hidden' })
  expect(await line.innerText()).toMatch(
    /Look[\s\S]*Contacts come without their job title\.[\s\S]*A Salesforce admin: /,
  )
  expect(await page.getByRole('status').innerText()).toMatch(
    /Wrong\s+1 wrong, \d+ to look at, \d+ good\. Run/,
  )
  await page.getByRole('button', { name: 'Copy report' }).waitFor()
  await settled()
})

test('it fits a phone, and the dark', async () => {
  await page.setViewportSize({ width: 360, height: 740 })
  await expect.poll(() => page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(360)
  await settled()
  await page.emulateMedia({ colorScheme: 'dark' })
  await settled()
})

test('the permission set comes as a file, and the check-up can be run again', async () => {
  const coming = page.waitForEvent('download')
  await page.getByRole('link', { name: 'Download' }).click()
  const file = await coming
  expect(file.suggestedFilename()).toBe('Crosswalk.permissionset-meta.xml')
  expect(await readFile(await file.path(), 'utf8')).toContain('<field>Contact.Title</field>')
  sandbox.org.permissions.hideField('Contact', 'Title', false)
  sandbox.org.permissions.hideField('Contact', 'Email', false)
  await page.getByRole('button', { name: 'Run again' }).click()
  await page
    .getByRole('status')
    .filter({ hasText: /^\s*Look/ })
    .waitFor()
  await settled()
})
