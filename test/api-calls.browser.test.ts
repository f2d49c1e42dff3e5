import { afterAll, beforeAll, expect, test } from 'vitest'
import { getCrm, startSync } from '../src/sync/contract.ts'
import { openCompany, openPage, synchronizeAll, type Company } from './company.ts'
import { untilEnded } from './flow.ts'

// What a person sees of the org's calls, of a run that stopped for want of them, and of what Salesforce hides.

let company: Company
let watched: Awaited<ReturnType<typeof openPage>>

beforeAll(async () => {
  company = await openCompany({ customers: 30 }, { screens: true })
  company.sandbox.org.permissions.hideField('Contact', 'Phone', true)
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
  const { page } = watched
  expect(
    await page.evaluate('document.documentElement.scrollWidth <= document.documentElement.clientWidth'),
  ).toBe(true)
}

const openCrm = async (): Promise<void> => {
  await watched.page.goto(`${company.server.url}/settings/crm`)
  await watched.page.getByRole('heading', { name: 'API calls' }).waitFor()
}

test('the share of calls is shown, changed, and kept', async () => {
  const { page } = watched
  await openCrm()
  await page.getByText(/\d+ by Crosswalk in 24 hours, of 20,000 it may use\./).waitFor()
  await page.getByLabel('Ours at most').fill('10')
  await page.getByRole('button', { name: 'Save' }).click()
  await page.getByText(/of 10,000 it may use/).waitFor()
  expect((await company.client.call(getCrm, {})).apiCalls).toMatchObject({
    share: 10,
    stop: 80,
    sweepHours: 24,
  })
  await settled()
})

test('a hidden field is named on the CRM page', async () => {
  await openCrm()
  await watched.page.getByText('Salesforce does not show Crosswalk the field Contact.Phone.').waitFor()
  await settled()
})

test('a run that stopped for want of calls says why, what it keeps, and when it goes on', async () => {
  const { page } = watched
  company.sandbox.org.usage.used = 80_500
  const { run } = await company.client.call(startSync, {})
  expect(await untilEnded(company.client, run.id)).toMatchObject({ state: 'stopped' })
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
  company.sandbox.org.usage.used = 100
  expect(await untilEnded(company.client, (await company.client.call(startSync, {})).run.id)).toMatchObject({
    state: 'complete',
  })
})

test('a run shows what Salesforce was asked and what came, wide and narrow, light and dark', async () => {
  const { page } = watched
  await page.goto(
    `${company.server.url}/activity/${(await company.client.call(getCrm, {})).lastRun?.id ?? ''}`,
  )
  await page.getByRole('heading', { name: 'What was read' }).waitFor()
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
    await page.getByRole('heading', { name: 'What was read' }).waitFor()
    await settled()
  }
})
