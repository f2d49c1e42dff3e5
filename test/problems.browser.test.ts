import { afterAll, beforeAll, expect, test } from 'vitest'
import { listProblems } from '../src/sync/problems/contract.ts'
import { openCompany, openPage, synchronizeAll, type Company } from './company.ts'

// A finance person works through what needs attention.

let company: Company
let watched: Awaited<ReturnType<typeof openPage>>
let account: string

beforeAll(async () => {
  company = await openCompany({ customers: 30 }, { screens: true })
  const { org } = company.sandbox
  account = org.changes.insert('Account', { Name: 'Silent Partners' })
  org.changes.insert('Contact', { LastName: 'Quiet', Email: null, AccountId: account })
  company.sandbox.billing.add({ name: 'Silent Partners', metadata: { salesforce_account_id: account } })
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
}

const pictures = process.env.PICTURES
const picture = async (name: string): Promise<void> => {
  if (pictures) await watched.page.screenshot({ path: `${pictures}/${name}.png` })
}

const calm = (): Promise<void> => watched.page.locator('.cw-table-frame[data-stale="false"]').waitFor()
const details = () => watched.page.getByRole('dialog')

test('the sidebar says how many there are, and the page shows them by kind', async () => {
  const { page } = watched
  const { total, groups } = await company.client.call(listProblems, {})
  await page.getByRole('link', { name: `Problems ${total} open` }).click()
  await page.getByRole('heading', { name: 'Problems', level: 1 }).waitFor()
  const kinds = page.getByRole('navigation', { name: 'Kinds of problems' })
  await kinds.getByRole('link').first().waitFor()
  expect(await kinds.getByRole('link').count()).toBe(groups.length)
  await picture('problems-light')
  await settled()
  await kinds.getByRole('link', { name: /Contact left out/ }).click()
  await page.waitForURL(/kind=contact_skipped/)
  await calm()
  await settled()
})

test('the list works by keyboard, and a problem tells who fixes it, how and where', async () => {
  const { page } = watched
  await page.getByRole('table').getByRole('link').first().focus()
  await page.keyboard.press('ArrowDown')
  await page.keyboard.press('ArrowUp')
  await page.getByLabel('Search').fill('quiet')
  await page.waitForURL(/search=quiet/)
  // Rows of the search before are still there for a moment, and take the focus along when they go.
  const { total } = await company.client.call(listProblems, { search: 'quiet', kind: 'contact_skipped' })
  await page.getByText(total === 1 ? '1 problem' : `${total} problems`, { exact: true }).waitFor()
  await calm()
  await page.getByRole('link', { name: 'Quiet', exact: true }).press('Enter')
  await page.waitForURL(/open=/)
  await details().getByText('Quiet is left out. It has no e-mail address.').waitFor()
  await details().getByText('Whoever keeps accounts and contacts in Salesforce').waitFor()
  const link = details().getByRole('link', { name: /Contact in Salesforce/ })
  expect(await link.getAttribute('href')).toMatch(/\/lightning\/r\/Contact\/003\w{15}\/view$/)
  await picture('problem-light')
  await settled()
})

test('it is given to a colleague and still theirs after a reload', async () => {
  const { page } = watched
  await details().getByRole('combobox', { name: 'Looked after by' }).click()
  await page.getByRole('option', { name: 'Noor Haddad (you)' }).click()
  await page.getByText('Saved.').waitFor()
  await page.reload()
  await details()
    .getByRole('combobox', { name: 'Looked after by' })
    .and(page.locator('[value="Noor Haddad (you)"]'))
    .waitFor()
})

test('re-checked before it is mended it still stands, and after it closes by itself', async () => {
  const { page } = watched
  const recheck = details().getByRole('button', { name: 'Re-check now' })
  await recheck.click()
  await details().getByText('Checked just now: it still stands.').waitFor()
  await settled()
  const { org } = company.sandbox
  const contact =
    (await company.client.call(listProblems, { search: 'quiet' })).problems[0]?.links[0]?.url ?? ''
  org.changes.update('Contact', /003\w{15}/.exec(contact)?.[0] ?? '', { Email: 'quiet@silent.example' })
  await recheck.click()
  await details().getByText('Checked just now: it is mended, and this problem has closed.').waitFor()
  await picture('problem-closed')
  await settled()
  await page.keyboard.press('Escape')
  await page.getByText('No problem fits').waitFor()
  await page.getByRole('link', { name: 'Clear filters' }).click()
  await calm()
})

test('several are put off together with a reason, and do not count', async () => {
  const { page } = watched
  const before = (await company.client.call(listProblems, {})).total
  await page
    .getByRole('navigation', { name: 'Kinds of problems' })
    .getByRole('link', { name: /Malformed id/ })
    .click()
  await page.waitForURL(/kind=malformed/)
  await calm()
  for (const box of (await page.getByRole('checkbox', { name: /^Choose/ }).all()).slice(0, 2))
    await box.check()
  await page.getByText('2 problems chosen').waitFor()
  await settled()
  await page.getByRole('button', { name: 'Put off…' }).click()
  await page.getByLabel('Why').fill('Sales cleans these up in March')
  await page.getByRole('button', { name: 'In a month' }).click()
  await picture('put-off')
  await settled()
  await page.getByRole('button', { name: 'Put off', exact: true }).click()
  await page.getByText('Put off: 2 problems.').waitFor()
  await page.getByRole('link', { name: `Problems ${before - 2} open` }).waitFor()
})

test('the customer’s page says what needs attention there', async () => {
  const { page } = watched
  const [found] = (await company.client.call(listProblems, { kind: 'not_found' })).problems
  await page.goto(`${company.server.url}/customers/${found?.customer?.id ?? ''}`)
  const section = page.getByRole('region', { name: 'Needs attention' })
  await section.getByText(/We could not find this account in Salesforce/).waitFor()
  await picture('customer-problems')
  await settled()
  await section.getByRole('link', { name: 'See what can be done' }).first().click()
  await details().waitFor()
})

test('on a phone and in the dark nothing is lost', async () => {
  const { page } = watched
  await page.emulateMedia({ colorScheme: 'dark', reducedMotion: 'reduce' })
  await page.goto(`${company.server.url}/problems`)
  await calm()
  await picture('problems-dark')
  await settled()
  await page.setViewportSize({ width: 360, height: 800 })
  await page.reload()
  await calm()
  const sideways = await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth)
  expect(sideways, 'scrolls sideways').toBeLessThanOrEqual(0)
  await picture('problems-dark-narrow')
  await settled()
  await page.getByRole('table').getByRole('link').first().click()
  await details().getByText('What to do').waitFor()
  await picture('problem-dark-narrow')
  await settled()
})

test('an empty list says so', async () => {
  const { page } = watched
  await page.goto(`${company.server.url}/problems?assignee=me`)
  await page.getByText('No problem fits').waitFor()
  await settled()
})
