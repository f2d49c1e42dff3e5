import { mkdir } from 'node:fs/promises'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { listContacts } from '../src/customers/contract.ts'
import { listRuns } from '../src/sync/contract.ts'
import { openCompany, openPage, synchronizeAll, type Company } from './company.ts'
import { untilIdle } from './flow.ts'

// A source that shows what is not believed: the sync is held, says so in words, and nobody is removed until a person says
// that it is true. PICTURES=folder keeps a picture of each.

let company: Company
let watched: Awaited<ReturnType<typeof openPage>>
let before: number

beforeAll(async () => {
  company = await openCompany({ customers: 60 }, { screens: true })
  await synchronizeAll(company)
  watched = await openPage(company)
  before = await contacts()
})
afterAll(async () => {
  await watched.close()
  await company.close()
})

const contacts = async (): Promise<number> => (await company.client.call(listContacts, { limit: 1 })).total
const lastRun = async () => (await company.client.call(listRuns, { limit: 1 })).runs[0]

const settled = async (name: string): Promise<void> => {
  expect(await watched.violations(), name).toEqual([])
  expect(watched.complaints, name).toEqual([])
  const folder = process.env.PICTURES
  if (folder) await mkdir(folder, { recursive: true })
  if (folder) await watched.page.screenshot({ path: `${folder}/${name}.png`, fullPage: true })
}

/** Hides every so many-th contact of the org from the connected user, or shows it again. */
const hide = (each: number, hidden: boolean): void => {
  const { org } = company.sandbox
  const table = org.table('Contact')
  for (let at = 0; at < table.size; at += each) org.permissions.hideRow(table.id(at), hidden)
}

/** Has a sync asked for in the browser, and opens the run that is held, whose page says `why`. */
const syncIntoDoubt = async (why: RegExp): Promise<void> => {
  await watched.open('/settings/crm')
  await watched.press('Sync now')
  await watched.says('A sync is waiting for your decision.')
  await watched.says(why)
  // The connection has nothing to add, so it is said once.
  expect(await watched.page.getByText(why).count()).toBe(1)
  await watched.page.getByRole('link', { name: 'See why, and decide' }).click()
  await watched.says('Held. Nothing was changed.')
  await watched.says(why)
  expect(await contacts()).toBe(before)
}

/** Has another sync asked for, now that the source shows everything again. */
const syncWell = async (): Promise<void> => {
  await watched.open('/settings/crm')
  await watched.press('Sync now')
  await untilIdle(company.client)
  await watched.page.getByText('A sync is waiting for your decision.').waitFor({ state: 'detached' })
  expect(await lastRun()).toMatchObject({ state: 'complete', brakes: [], problem: null })
  expect(await contacts()).toBe(before)
}

test('no contacts at all removes nobody, and taken for the truth it says who would leave', async () => {
  hide(1, true)
  await syncIntoDoubt(/^Salesforce shows no contacts at all, where there were \d+\./)
  await watched.says('That is more likely a lost permission than an empty org, so nobody was removed.')
  await watched.says(/If there truly are none any more, approve the run\./)
  expect(await watched.page.getByRole('heading', { name: 'What would change' }).count()).toBe(0)
  await settled('emptied')
  const doubted = watched.page.url()
  await watched.press('Approve')
  await watched.page.getByRole('dialog', { name: 'Take this for the truth?' }).waitFor()
  await settled('emptied-approve')
  await watched.inDialog('Approve')
  await watched.page.waitForURL((url) => url.href !== doubted)
  await watched.says('Held. Nothing was changed.')
  await watched.says(/^Contacts would fall from \d+ to \d+/)
  await watched.says('Remove contact')
  expect(await contacts()).toBe(before)
  await settled('emptied-approved')
  await watched.page.getByText('How this was worked out').click()
  await watched.page.getByRole('link', { name: 'The run that waited for a decision' }).click()
  await watched.says(/^Out of date: a later run looked again, /)
  await settled('emptied-superseded')
  // Nothing is left to decide here, so nobody is told to.
  expect(await watched.page.getByText('What to do:').count()).toBe(0)
})

test('contacts that are suddenly not shown are not taken for gone', async () => {
  hide(1, false)
  await syncWell()
  hide(3, true)
  await syncIntoDoubt(
    /^Salesforce shows Crosswalk \d+ contacts, where it showed \d+, and has not lost them\./,
  )
  await watched.says('They are most likely hidden from the connected user, so nobody was removed.')
  await watched.says(/“View All Records” on Contact again\. If they are to stay hidden, approve the run\./)
  await settled('vanished')
  await watched.press('Discard')
  await watched.inDialog('Discard')
  await watched.says(/^Discarded by Noor Haddad/)
  await settled('vanished-discarded')
  hide(3, false)
  await syncWell()
})

test('another organization is nothing to approve', async () => {
  const { org } = company.sandbox
  org.becomeAnotherOrg(7)
  org.grants.expireSessions()
  await watched.open('/settings/crm')
  await watched.press('Sync now')
  await watched.says('Another organization')
  await untilIdle(company.client)
  await watched.page.getByRole('button', { name: 'Reconnect' }).waitFor()
  expect(await watched.page.getByText(/another organization \(\w+\)/).count()).toBe(1)
  await settled('other-org-crm')
  await watched.open('/')
  await watched.says('A sync is held.')
  await watched.page.getByRole('link', { name: 'See why', exact: true }).click()
  await watched.says(/^Salesforce now gives access to another organization/)
  expect(await watched.page.getByRole('button', { name: 'Approve' }).count()).toBe(0)
  await settled('other-org')
  await watched.page.getByRole('link', { name: 'Go to Settings → CRM' }).click()
  await watched.page.getByRole('button', { name: 'Reconnect' }).waitFor()
  expect(await contacts()).toBe(before)
  org.becomeAnotherOrg(0)
})
