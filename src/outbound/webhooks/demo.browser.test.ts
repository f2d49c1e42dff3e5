import type { Page } from '@playwright/test'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { openBrowser, type TestBrowser, type WatchedPage } from '../../../test/browser.ts'
import { owner, startTestServer, type TestServer } from '../../../test/server.ts'
import { systemClock } from '../../base/clock.ts'
import { startWebhooks, type WebhookSandbox } from '../../sandbox/webhooks/webhooks.ts'

// Adding a webhook in the demo, in a real browser.

let webhooks: WebhookSandbox
let server: TestServer
let browser: TestBrowser
let watched: WatchedPage
let page: Page

beforeAll(async () => {
  webhooks = await startWebhooks({ clock: systemClock })
  server = await startTestServer({
    screens: true,
    demo: {
      email: owner.email,
      password: owner.password,
      salesforceDomain: 'lantern.my.salesforce.com',
      webhookAddress: webhooks.address,
    },
  })
  await server.owner()
  browser = await openBrowser()
  watched = await browser.page(server.url)
  page = watched.page
  page.setDefaultTimeout(15_000)
  await page.getByRole('button', { name: 'Use the demo account' }).click()
  await page.getByRole('button', { name: 'Sign in' }).click()
  await page.getByRole('navigation', { name: 'Main' }).waitFor()
})
afterAll(async () => {
  await browser.close()
  await server.stop()
  await webhooks.close()
})

test('an address outside is refused at its field, and the demo’s own is one click away', async () => {
  await page.goto(`${server.url}/settings/alerts`)
  await page.getByRole('button', { name: 'Add webhook' }).click()
  const dialog = page.getByRole('dialog', { name: 'Add webhook' })
  await dialog.getByLabel('Address').fill('https://hooks.example.invalid/in')
  await dialog.getByRole('button', { name: 'Add webhook' }).click()
  await dialog.getByText('The demo reaches nothing outside this machine').waitFor()
  await page.setViewportSize({ width: 360, height: 740 })
  await expect.poll(() => page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(360)
  expect(await watched.violations()).toEqual([])
  await page.setViewportSize({ width: 1200, height: 800 })
  await dialog.getByRole('button', { name: 'Use the demo address' }).click()
  await dialog.getByRole('button', { name: 'Add webhook' }).click()
  await dialog.getByRole('button', { name: 'Done' }).click()
})

test('what it is sent can be read there', async () => {
  await page.getByRole('link', { name: webhooks.address }).click()
  await page.getByRole('button', { name: 'Send a test' }).click()
  await page.getByRole('table').getByText('Delivered').waitFor()
  const caught = await browser.page(webhooks.address)
  await caught.page.getByRole('link', { name: 'A test from Crosswalk' }).click()
  await caught.page.getByText('webhook-signature').waitFor()
  expect(await caught.violations()).toEqual([])
  expect(caught.complaints).toEqual([])
})
