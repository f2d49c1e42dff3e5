import { afterAll, beforeAll, expect, test } from 'vitest'
import { listRuns, startSync } from '../src/sync/contract.ts'
import { getCustomer, listCustomers } from '../src/customers/contract.ts'
import { openCompany, openPage, synchronizeAll, type Company } from './company.ts'
import { untilEnded, untilIdle, type RunAnswer } from './flow.ts'

// What a person sees who undoes a run: what it would do, what came of it, that it is pinned, and how to let it go.

let company: Company
let watched: Awaited<ReturnType<typeof openPage>>
let run: RunAnswer
let customerId = ''
let url = ''

beforeAll(async () => {
  company = await openCompany({ customers: 12 }, { screens: true })
  const { client, sandbox } = company
  url = company.server.url
  await synchronizeAll(company)
  const { customers } = await client.call(listCustomers, { match: 'matched', sort: '-contacts' })
  customerId = customers[0]?.id ?? ''
  const { contacts } = await client.call(getCustomer, { id: customerId })
  const [first, second] = contacts.map(({ sourceUrl }) => /\w{18}/.exec(sourceUrl ?? '')?.[0] ?? '')
  sandbox.org.changes.update('Contact', first ?? '', { Title: 'Head of nothing' })
  sandbox.org.changes.update('Contact', second ?? '', { Title: 'Deputy of nothing' })
  run = await untilEnded(client, (await client.call(startSync, {})).run.id)
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

const notSideways = async (): Promise<void> => {
  const { page } = watched
  await page.setViewportSize({ width: 360, height: 800 })
  // A page that has just become narrow takes a moment to stand as it should.
  await page.waitForFunction(() => document.documentElement.scrollWidth <= window.innerWidth)
  await settled()
  await page.setViewportSize({ width: 1280, height: 900 })
}

test('a run is undone from its page, after its dialog said what that does', async () => {
  const { page } = watched
  await page.goto(`${url}/activity/${run.id}`)
  await page.getByRole('button', { name: 'Undo this run' }).click()
  const dialog = page.getByRole('dialog', { name: 'Undo this run?' })
  await dialog.getByText('2 contacts get earlier values again').waitFor()
  await settled()
  await dialog.getByRole('button', { name: 'Undo', exact: true }).click()
  await page.getByRole('heading', { name: 'Noor Haddad undid a run' }).waitFor()
  await page.getByText('Complete').first().waitFor()
  await settled()
  await page.getByText(/Takes back the run of \d/).waitFor()
  expect((await company.client.call(listRuns, {})).runs[0]).toMatchObject({ kind: 'undo', applied: true })
  await page.getByRole('link', { name: /^the run of/ }).click()
  await page.waitForURL((url) => url.pathname.endsWith(run.id))
  await settled()
  await page.getByRole('link', { name: 'Noor Haddad took this run back' }).click()
  await page.getByRole('heading', { name: 'Noor Haddad undid a run' }).waitFor()
})

test('what is pinned is listed, found and released', async () => {
  const { page } = watched
  await page.getByRole('link', { name: 'Activity' }).first().click()
  await page.getByRole('link', { name: 'Pinned' }).click()
  await page.getByText('2 pins').waitFor()
  await page.getByText('Keeps these values, whatever its source says.').first().waitFor()
  await notSideways()
  await page.getByRole('button', { name: 'Release' }).first().click()
  await page.getByRole('dialog').getByRole('button', { name: 'Release', exact: true }).click()
  await page.getByText('1 pin', { exact: true }).waitFor()
  await untilIdle(company.client)
})

test('every change is found under Activity', async () => {
  const { page } = watched
  await page.goto(`${url}/activity/changes`)
  await page.getByLabel('Search').fill('nothing of the kind')
  await page.getByText('No change fits').waitFor()
  await page.goto(`${url}/activity/changes?change=changed&run=${run.id}`)
  await page.getByText('2 changes').waitFor()
  await page.getByText('Deputy of nothing').first().waitFor()
  await notSideways()
})

test('one change is undone from the page of its customer', async () => {
  const { page } = watched
  await page.goto(`${url}/customers/${customerId}`)
  await page.getByRole('button', { name: 'Undo this change' }).first().click()
  const dialog = page.getByRole('dialog', { name: 'Undo this change?' })
  await dialog.getByText('1 contact gets earlier values again').waitFor()
  await settled()
  await dialog.getByRole('button', { name: 'Cancel' }).click()
  await page.getByRole('button', { name: 'Undo what this run did here' }).first().waitFor()
  await notSideways()
})

test('how long the history is kept is chosen in Settings', async () => {
  const { page } = watched
  await page.goto(`${url}/settings/history`)
  await page.getByRole('combobox', { name: 'Keep the history for' }).click()
  await page.getByRole('option', { name: '2 years' }).click()
  await page.getByRole('button', { name: 'Throw older changes away' }).waitFor()
  await settled()
  await page.getByRole('button', { name: 'Throw older changes away' }).click()
  await page.getByText('Saved.').waitFor()
  await notSideways()
})
