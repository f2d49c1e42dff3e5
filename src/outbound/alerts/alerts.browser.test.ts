import type { Page } from '@playwright/test'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { openBrowser, type TestBrowser, type WatchedPage } from '../../../test/browser.ts'
import { openReceiver, type Receiver } from '../../../test/receiver.ts'
import { owner, startTestServer, type TestServer } from '../../../test/server.ts'
import { systemClock } from '../../base/clock.ts'
import { startMail, type MailSandbox } from '../../sandbox/mail/mail.ts'

// Notifications and Settings → Alerts, in a real browser, with a mail server and a receiver on this machine.

let mail: MailSandbox
let receiver: Receiver
let server: TestServer
let browser: TestBrowser
let watched: WatchedPage
let page: Page

beforeAll(async () => {
  mail = await startMail({ clock: systemClock })
  receiver = await openReceiver()
  server = await startTestServer({
    screens: true,
    environment: { SMTP_URL: mail.smtpUrl, CROSSWALK_STRIPE_ORIGIN: 'http://127.0.0.1:9' },
  })
  await server.owner()
  browser = await openBrowser()
  watched = await browser.page(server.url)
  page = watched.page
  page.setDefaultTimeout(15_000)
  await page.getByLabel('E-mail').fill(owner.email)
  await page.getByRole('textbox', { name: 'Password' }).fill(owner.password)
  await page.getByRole('button', { name: 'Sign in' }).click()
  await page.getByRole('navigation', { name: 'Main' }).waitFor()
})
afterAll(async () => {
  await browser.close()
  await server.stop()
  await receiver.close()
  await mail.close()
})

const settled = async (): Promise<void> => {
  expect(await watched.violations()).toEqual([])
  expect(watched.complaints).toEqual([])
}

test('one’s own menu leads to Notifications, where each alert is a switch that stays', async () => {
  await page.getByRole('button', { name: /^Your menu/ }).click()
  await page.getByRole('menuitem', { name: 'Notifications' }).click()
  const summary = page.getByRole('switch', { name: 'Weekly summary' })
  expect(await page.getByRole('switch', { name: 'Sync held' }).isChecked()).toBe(true)
  expect(await summary.isChecked()).toBe(false)
  await page.getByText('This is what your role gets until you choose.').waitFor()
  await summary.click({ force: true })
  await expect.poll(() => summary.isChecked()).toBe(true)
  await page.getByText('Saved.').first().waitFor()
  await page.reload()
  await expect.poll(() => page.getByRole('switch', { name: 'Weekly summary' }).isChecked()).toBe(true)
  await settled()
})

test('a test arrives', async () => {
  await page.getByRole('button', { name: 'Send me a test' }).click()
  await page.getByText(`A test is on its way to ${owner.email}.`).waitFor()
  expect(mail.mailbox.letters.map(({ to }) => to)).toEqual([[owner.email]])
  const caught = await browser.page(mail.page)
  await caught.page.getByRole('link', { name: 'A test from Crosswalk' }).click()
  await caught.page.frameLocator('iframe').getByRole('heading', { name: 'A test from Crosswalk' }).waitFor()
  expect(caught.complaints).toEqual([])
})

test('it fits a phone, and the dark', async () => {
  await page.setViewportSize({ width: 360, height: 740 })
  await expect.poll(() => page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(360)
  await page.emulateMedia({ colorScheme: 'dark' })
  await settled()
  await page.emulateMedia({ colorScheme: 'light' })
  await page.setViewportSize({ width: 1200, height: 800 })
})

test('Settings → Alerts: an address inside is refused in words, a good one gives its secret once', async () => {
  await page.getByRole('link', { name: 'Settings', exact: true }).click()
  await page.getByRole('link', { name: 'Alerts', exact: true }).click()
  await page.getByText('Nothing is wrong').waitFor()
  await settled()
  await page.getByRole('button', { name: 'Add webhook' }).click()
  const dialog = page.getByRole('dialog', { name: 'Add webhook' })
  await dialog.getByLabel('Address').fill('https://10.0.0.1/in')
  await dialog.getByRole('button', { name: 'Add webhook' }).click()
  await dialog.getByText('The address leads to this machine or its own network').waitFor()
  await dialog.getByLabel('Address').fill(receiver.address)
  await settled()
  await dialog.getByRole('button', { name: 'Add webhook' }).click()
  expect(await dialog.getByRole('textbox', { name: 'Signing secret' }).inputValue()).toMatch(/^whsec_/)
  await dialog.getByRole('button', { name: 'Done' }).click()
})

test('a test says what came of it, and can be sent again', async () => {
  await page.getByRole('link', { name: receiver.address }).click()
  receiver.status = 500
  await page.getByRole('button', { name: 'Send a test' }).click()
  await page.getByText('The test did not arrive. The system answered 500.').waitFor()
  receiver.status = 200
  await page.getByRole('button', { name: /^Send again/ }).click()
  await page.getByRole('table').getByText('Delivered').waitFor()
  expect(receiver.bodies).toHaveLength(2)
  expect(JSON.parse(receiver.bodies[0] ?? '')).toMatchObject({ type: 'alert.test' })
  await page.setViewportSize({ width: 360, height: 740 })
  await expect.poll(() => page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(360)
  await settled()
  await page.setViewportSize({ width: 1200, height: 800 })
})

test('a new secret is shown once, and the webhook can be removed', async () => {
  await page.getByRole('button', { name: 'New signing secret' }).click()
  await page.getByRole('button', { name: 'Make new secret' }).click()
  const dialog = page.getByRole('dialog', { name: 'New signing secret' })
  expect(await dialog.getByRole('textbox', { name: 'Signing secret' }).inputValue()).toMatch(/^whsec_/)
  await dialog.getByRole('button', { name: 'Done' }).click()
  await page.getByRole('button', { name: 'Remove webhook' }).click()
  await page.getByRole('dialog').getByRole('button', { name: 'Remove webhook' }).click()
  await page.getByText('No webhooks').waitFor()
  await settled()
})
