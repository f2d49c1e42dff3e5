import { mkdir } from 'node:fs/promises'
import type { Page } from '@playwright/test'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { systemClock } from '../src/base/clock.ts'
import { connectStripe } from '../src/connections/contract.ts'
import { listContacts, listCustomers } from '../src/customers/contract.ts'
import { getAlerts } from '../src/outbound/alerts/contract.ts'
import { addWebhook } from '../src/outbound/webhooks/contract.ts'
import { SANDBOX_BILLING_KEY } from '../src/sandbox/credentials.ts'
import { startMail, type MailSandbox } from '../src/sandbox/mail/mail.ts'
import { getCrm, listRunChanges, listRuns, startSync } from '../src/sync/contract.ts'
import { haveBadDay, type BadDay } from './bad-day.ts'
import { openCompany, openPage, person, type Company } from './company.ts'
import { chooseProposed, connect, untilEnded, untilIdle } from './flow.ts'
import { openReceiver, type Receiver } from './receiver.ts'
import { contactWith } from './sandbox-rows.ts'
import { owner } from './server.ts'

// A sync that a finance person trusts, in a real browser: every change seen before the first run, a bad day that is held,
// looked at and discarded, the next run after everything was mended, an ordinary one that is undone, and what tells of
// it all: problems, receipts and alerts.
// SCREENSHOTS=1 keeps a picture of each step in docs/screenshots, after those of the main job.

let mail: MailSandbox
let chat: Receiver
let company: Company
let watched: Awaited<ReturnType<typeof openPage>>
let page: Page
let badDay: BadDay
let step = 15

beforeAll(async () => {
  mail = await startMail({ clock: systemClock })
  chat = await openReceiver()
  company = await openCompany({ mode: 'demo' }, { screens: true, environment: { SMTP_URL: mail.smtpUrl } })
  const { client } = company
  await client.call(addWebhook, { address: chat.address, format: 'slack', kinds: ['held', 'problems_above'] })
  await untilEnded(client, (await client.call(connectStripe, { apiKey: SANDBOX_BILLING_KEY })).runId)
  await connect(client, 'northwind-traders', person)
  await untilIdle(client)
  await chooseProposed(client)
  watched = await openPage(company)
  page = watched.page
  await page.setViewportSize({ width: 1280, height: 860 })
})
afterAll(async () => {
  await watched.close()
  await company.close()
  await chat.close()
  await mail.close()
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

const open = async (path: string, title: string): Promise<void> => {
  await page.goto(`${company.server.url}${path}`)
  await page.getByRole('heading', { level: 1, name: title }).waitFor()
  await page.waitForLoadState('networkidle')
}
/** Scrolls a part of the page up to where it is read. */
const toTop = (title: string) =>
  page.getByRole('heading', { name: title, exact: true }).evaluate((heading) => heading.scrollIntoView())
const every = () => page.getByRole('heading', { name: 'Every change' })
const follow = (name: string | RegExp) => page.getByRole('link', { name, exact: true }).click()
/** The id of the run whose page is open. */
const runHere = (): string => new URL(page.url()).pathname.split('/').at(-1) ?? ''
const contacts = async (): Promise<number> => (await company.client.call(listContacts, { limit: 1 })).total
const planned = async (id: string): Promise<number> =>
  (await company.client.call(listRunChanges, { id, limit: 1 })).total
const lastRun = async () => (await company.client.call(listRuns, { limit: 1 })).runs[0]

let before: number
let seen: number

test('before anything is switched on, every change can be seen', async () => {
  before = await contacts()
  await open('/settings/crm', 'CRM')
  await watched.press('See every change first')
  await page.getByText('A preview. Nothing was changed.').waitFor()
  await every().waitFor()
  await page.getByText(/^[\d,]+ changes$/).waitFor()
  seen = await planned(runHere())
  expect(seen).toBeGreaterThan(before)
  expect(await contacts()).toBe(before)
  await settled('preview')
})

test('its rows say before and after, are found and filtered, and can be taken away', async () => {
  await page.getByRole('combobox', { name: 'Kind' }).click()
  await page.getByRole('option', { name: 'Account managers' }).click()
  await page.waitForURL(/about=account_manager/)
  await page.getByText('Add account manager').first().waitFor()
  await toTop('Every change')
  await settled('preview-rows')
  const address = await page.getByRole('link', { name: 'Export' }).getAttribute('href')
  const csv = await (await company.client.fetch(address ?? '')).text()
  expect(csv.split('\n')[1]).toContain('account_manager')
  expect(csv).not.toContain(',contact,')
})

test('Apply switches on and makes exactly these changes', async () => {
  const preview = runHere()
  await watched.press('Apply')
  await page.getByRole('dialog', { name: 'Apply these changes?' }).waitFor()
  await settled('apply')
  await watched.inDialog('Apply')
  await page.waitForURL(/\/settings\/crm$/)
  await page.getByRole('heading', { name: 'Synchronized' }).first().waitFor()
  const run = await lastRun()
  expect(run).toMatchObject({ state: 'complete', approves: preview, applied: true })
  expect(await planned(run?.id ?? '')).toBe(seen)
  const crm = await company.client.call(getCrm, {})
  expect(crm.switches).toEqual({ contacts: true, accountManagers: true })
  await open(`/activity/${preview}`, `${run?.by} asked what would change with other settings`)
  await follow('See the run that carried it out')
  await page.waitForURL((url) => url.pathname.endsWith(run?.id ?? ''))
})

test('Settings → CRM → Safety says how far a sync may go by itself', async () => {
  await open('/settings/crm', 'CRM')
  await follow('Safety')
  await page.getByRole('heading', { level: 1, name: 'Safety' }).waitFor()
  await settled('safety')
  const limit = page.getByRole('textbox', { name: 'Matches fall: limit' })
  await limit.fill('12')
  await watched.press('Save')
  await page.getByText('Saved.').waitFor()
  await page.reload()
  expect(await limit.inputValue()).toBe('12 %')
})

test('a bad day is held: half the contacts gone, an owner left, ids emptied', async () => {
  before = await contacts()
  badDay = haveBadDay(company.sandbox)
  await open('/settings/crm', 'CRM')
  await watched.press('Sync now')
  await page.getByText('A sync is waiting for your decision.').waitFor()
  await open('/', 'Overview')
  await page.getByText('A sync is waiting for your decision.').waitFor()
  await settled('held-overview')
  await follow('See what it would change')
  await page.getByText('Held. Nothing was changed.').waitFor()
  await page.getByText(/Contacts would fall from \d+ to \d+/).waitFor()
  await page.getByText(/would lose their last contact\./).waitFor()
  await page.getByText(/would lose their Salesforce account/).waitFor()
  await page.getByText(/would take over/).waitFor()
  await page.getByText(/^[\d,]+ changes$/).waitFor()
  expect(await contacts()).toBe(before)
  await settled('held')
})

test('each reason leads to its rows', async () => {
  await follow('See the rows: Contacts that would leave')
  await page.getByText('Only the rows behind “Contacts that would leave”.').waitFor()
  await page.getByText('Remove contact').first().waitFor()
  expect(await page.getByText('Add contact').count()).toBe(0)
  // The way leads down to the rows, not only to another address.
  await expect.poll(async () => (await every().boundingBox())?.y).toBeLessThan(400)
  await toTop('Every change')
  await settled('held-rows')
  await watched.press('Show all rows')
  await page.waitForURL((url) => !url.search.includes('brake'))
})

test('a customer’s page says what would happen there', async () => {
  const held = runHere()
  const { lines } = await company.client.call(listRunChanges, {
    id: held,
    change: 'removed',
    about: 'contact',
  })
  // Chromium on a bare machine has no letters for some of the others.
  const customer = lines.find((line) => /^[ -~]+$/.test(line.customer?.name ?? ''))?.customer
  await open(`/customers/${customer?.id}`, customer?.name ?? '')
  await watched.press('Work it out')
  await page.getByText('Remove contact').first().waitFor()
  await toTop('What would happen here')
  await settled('what-would-happen')
  await open(`/activity/${held}`, 'asked for it')
})

test.each([
  ['narrow', 360, 'light'],
  ['narrow and dark', 360, 'dark'],
  ['wide and dark', 1280, 'dark'],
] as const)('a held run can be looked at %s', async (name, width, colorScheme) => {
  const held = runHere()
  await page.setViewportSize({ width, height: 860 })
  await page.emulateMedia({ colorScheme })
  const pages = ['/', '/activity', '/settings/crm', '/settings/crm/safety', `/activity/${held}`]
  for (const path of pages) {
    await page.goto(`${company.server.url}${path}`)
    await page.getByRole('heading', { level: 1 }).waitFor()
    await page.waitForLoadState('networkidle')
    expect(await watched.violations(), path).toEqual([])
    const sideways = await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth)
    expect(sideways, `${path} scrolls sideways ${name}`).toBeLessThanOrEqual(0)
  }
  await page.setViewportSize({ width: 1280, height: 860 })
  await page.emulateMedia({ colorScheme: 'light' })
})

test('Discard drops it, and nothing was changed', async () => {
  await watched.press('Discard')
  await page.getByRole('dialog', { name: 'Discard this run?' }).waitFor()
  await watched.inDialog('Discard')
  await page.getByText(/^Discarded by /).waitFor()
  await settled('discarded')
  expect(await contacts()).toBe(before)
  await open('/', 'Overview')
  expect(await page.getByText('A sync is waiting for your decision.').count()).toBe(0)
})

test('mended, the next run is complete and leaves everybody where they were', async () => {
  const customers = await company.client.call(listCustomers, { limit: 500 })
  badDay.mend()
  await open('/activity', 'Activity')
  await watched.press('Sync now')
  await untilIdle(company.client)
  await page.getByText('Discarded').first().waitFor()
  const run = await lastRun()
  expect(run).toMatchObject({ state: 'complete', brakes: [] })
  expect(await contacts()).toBe(before)
  expect(await company.client.call(listCustomers, { limit: 500 })).toEqual(customers)
  await page.reload()
  await page.getByText('Complete').first().waitFor()
  await settled('after-the-bad-day')
})

const titleOf = async (email: string): Promise<string | null> =>
  (await company.client.call(listContacts, { search: email, limit: 1 })).contacts[0]?.jobTitle ?? null
let email = ''
let title: string | null
let ordinary = ''

test('an ordinary day is taken over by itself', async () => {
  const { org } = company.sandbox
  const { customers } = await company.client.call(listCustomers, { contactSource: 'salesforce', limit: 1 })
  email = customers[0]?.mainContact?.email ?? ''
  title = await titleOf(email)
  org.changes.update('Contact', contactWith(org, email), { Title: 'Head of Payments' })
  await watched.press('Sync now')
  await untilIdle(company.client)
  const run = await lastRun()
  expect(run).toMatchObject({ state: 'complete', applied: true, brakes: [] })
  await open(`/activity/${run?.id}`, 'asked for it')
  await page.getByText('Head of Payments').waitFor()
  ordinary = runHere()
})

test('one run is undone, and the next leaves it so', async () => {
  await watched.press('Undo this run')
  const dialog = page.getByRole('dialog', { name: 'Undo this run?' })
  await dialog.getByText('1 contact gets earlier values again').waitFor()
  await settled('undo')
  await watched.inDialog('Undo')
  await page.getByRole('heading', { level: 1, name: /undid a run/ }).waitFor()
  await page.getByText('Complete').first().waitFor()
  expect(await titleOf(email)).toBe(title)
  await page.getByText('Takes back the run of').waitFor()
  await settled('undone')
  await company.client.call(startSync, {})
  await untilIdle(company.client)
  expect(await titleOf(email)).toBe(title)
})

test('what needs attention is listed, with who can mend it and how', async () => {
  await open('/problems', 'Problems')
  await page.getByRole('link', { name: /Malformed id/ }).click()
  await page.waitForURL(/kind=malformed/)
  await page.locator('.cw-table-frame[data-stale="false"]').waitFor()
  await page.getByRole('table').getByRole('link').first().click()
  await page.getByRole('dialog').getByText('What to do').waitFor()
  await settled('problems')
})

test('a run’s receipt says what was asked, what came and what became of it, and that nobody altered it', async () => {
  await open(`/activity/${ordinary}`, 'asked for it')
  await follow('Everything it asked, read and changed, to print or keep')
  await page.getByText('Verified', { exact: true }).waitFor()
  await page.mouse.move(0, 0)
  await settled('receipt')
})

test('who should know was told of the bad day, once, and once more when it was over', async () => {
  const told = async () =>
    (await company.client.call(getAlerts, {})).alerts.map(
      ({ kind, change, deliveries, delivered }) => `${kind} ${change} ${delivered} of ${deliveries}`,
    )
  await expect
    .poll(told)
    .toEqual(['held recovered 2 of 2', 'held raised 2 of 2', 'problems_above raised 1 of 1'])
  expect(mail.mailbox.letters.map(({ to }) => to)).toEqual([[owner.email], [owner.email]])
  expect(chat.bodies).toHaveLength(3)
  await open('/settings/alerts', 'Alerts')
  await page.getByText('2 of 2').first().waitFor()
  // High enough for all of the page.
  await page.setViewportSize({ width: 1280, height: 1200 })
  await settled('alerts')
})
