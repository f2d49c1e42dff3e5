import { mkdir } from 'node:fs/promises'
import { sql } from 'kysely'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { getOverview } from '../src/sync/overview/contract.ts'
import { verifyReceipts } from '../src/sync/receipts/contract.ts'
import { startSync } from '../src/sync/contract.ts'
import { openCompany, openPage, synchronizeAll, type Company } from './company.ts'
import { untilEnded } from './flow.ts'

// The overview with its pictures, and the receipt of a run, wide and narrow, light and dark.
// PICTURES=folder keeps a picture of each.

let company: Company
let watched: Awaited<ReturnType<typeof openPage>>

beforeAll(async () => {
  company = await openCompany({ customers: 60 }, { screens: true })
  await synchronizeAll(company)
  const { org, billing } = company.sandbox
  for (let step = 0; step < 3; step++) {
    org.changes.updateEvery('Contact', 29 + step, { Title: `Payables ${step}` })
    await sync()
  }
  billing.faults.add({ match: '/v1/', kind: 'html', times: 50 })
  await sync()
  billing.faults.clear()
  await sync()
  // A week of problems, as if there had been runs.
  await sql`insert into problem_counts (workspace_id, kind, day, open, snoozed)
    select workspace_id, kind, day - n, greatest(0, open + (n * 7) % 5 - 2), 0
    from problem_counts, generate_series(1, 9) n on conflict do nothing`.execute(company.server.database.db)
  watched = await openPage(company)
})
afterAll(async () => {
  await watched.close()
  await company.close()
})

const sync = async (): Promise<void> => {
  const { run } = await company.client.call(startSync, {})
  await untilEnded(company.client, run.id)
}

const picture = async (name: string): Promise<void> => {
  const folder = process.env.PICTURES
  if (folder) await mkdir(folder, { recursive: true })
  if (folder) await watched.page.screenshot({ path: `${folder}/${name}.png`, fullPage: true })
}

/** Nothing wrong with the page, wide or narrow, light or dark. */
const everyWay = async (name: string): Promise<void> => {
  const { page } = watched
  for (const colorScheme of ['light', 'dark'] as const) {
    await page.emulateMedia({ colorScheme })
    for (const width of [1280, 360]) {
      await page.setViewportSize({ width, height: 800 })
      await expect
        .poll(() => page.evaluate(() => document.documentElement.scrollWidth))
        .toBeLessThanOrEqual(width)
      expect(await watched.violations()).toEqual([])
      await picture(`${name}-${colorScheme}-${width}`)
    }
  }
  await page.emulateMedia({ colorScheme: 'light' })
  await page.setViewportSize({ width: 1280, height: 800 })
  expect(watched.complaints).toEqual([])
}

test('the overview draws how things stand, and every figure leads to its rows', async () => {
  const { page } = watched
  const { managers, runs } = await company.client.call(getOverview, {})
  await page.getByRole('heading', { name: 'Where contacts come from' }).waitFor()
  await page.getByRole('img', { name: /^Customers by match: Matched \d+/ }).waitFor()
  await page.getByRole('img', { name: new RegExp(`^${runs.length} runs, `) }).waitFor()
  await page.locator('.recharts-bar-rectangle').first().waitFor()
  await everyWay('overview')
  const [first] = managers.top
  await page.getByRole('link', { name: `of ${first?.name}` }).click()
  await page.getByRole('heading', { name: 'Customers', level: 1 }).waitFor()
  await page
    .getByRole('status')
    .filter({ hasText: `${first?.customers} customers` })
    .waitFor()
  await page.goBack()
  await page.getByText(/open problems\. The lines show the last 10 days\./).waitFor()
  await page.getByText('As a table').click()
  expect(await page.getByRole('table', { name: 'Runs' }).getByRole('row').count()).toBe(runs.length + 1)
  expect(await watched.violations()).toEqual([])
  await page.getByRole('link', { name: 'All problems' }).click()
  await page.getByRole('heading', { name: 'Problems', level: 1 }).waitFor()
})

test('a run leads to its receipt, which is verified, and so are all', async () => {
  const { page } = watched
  const { runs } = await company.client.call(getOverview, {})
  const run = runs.findLast(({ changes, applied }) => applied && changes > 0)
  await page.goto(`${company.server.url}/activity/${run?.id}`)
  await page.getByRole('link', { name: /to print or keep/ }).click()
  await page.getByText('Verified', { exact: true }).waitFor()
  await page
    .getByRole('cell', { name: 'Contact relations' })
    .or(page.getByRole('cell', { name: 'Accounts' }))
    .first()
    .waitFor()
  await page.getByRole('button', { name: 'Verify all receipts' }).click()
  await page.getByText(/\d+ receipts verified: none was altered/).waitFor()
  const { head } = await company.client.call(verifyReceipts, {})
  expect(await page.getByRole('textbox', { name: 'Newest hash' }).inputValue()).toBe(head?.hash)
  await everyWay('receipt')
})

test('it prints on one sheet of paper, without what is around it', async () => {
  const { page } = watched
  await page.emulateMedia({ media: 'print' })
  expect(await page.getByRole('navigation').first().isVisible()).toBe(false)
  expect(await page.getByRole('button', { name: 'Print' }).isVisible()).toBe(false)
  const folder = process.env.PICTURES
  const paper = await page.pdf({ preferCSSPageSize: true, ...(folder && { path: `${folder}/receipt.pdf` }) })
  expect(paper.toString('latin1').match(/\/Type\s*\/Page\b/g)).toHaveLength(1)
  await page.setViewportSize({ width: 794, height: 1123 })
  await picture('receipt-print')
  await page.emulateMedia({ media: 'screen' })
})

test('an altered receipt says so', async () => {
  const { page } = watched
  await sql`update contact_changes set email = 'somebody@else.example'
    where number = (select max(number) from contact_changes)`.execute(company.server.database.db)
  await page.reload()
  await page.getByText('Altered', { exact: true }).waitFor()
  await page.getByText(/The lines of run .* are not those of receipt \d+/).waitFor()
  await everyWay('receipt-altered')
})

test('on the first day nothing is compared with the day before', async () => {
  const { page } = watched
  await sql`delete from problem_counts where day < (select max(day) from problem_counts)`.execute(
    company.server.database.db,
  )
  await page.goto(company.server.url)
  await page.getByText(/^\d+ open problems\.$/).waitFor()
  expect(await page.getByText('as before').count()).toBe(0)
  await everyWay('overview-first-day')
})
