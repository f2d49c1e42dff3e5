import { readFile } from 'node:fs/promises'
import type { Page } from '@playwright/test'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { openCompany, openPage, person, type Company } from './company.ts'
import { connect } from './flow.ts'

// Settings → CRM → Check-up, in a real browser, wide and narrow, light and dark.

let company: Company
let watched: Awaited<ReturnType<typeof openPage>>
let page: Page

beforeAll(async () => {
  company = await openCompany({ customers: 12 }, { screens: true })
  await connect(company.client, 'northwind-traders', person)
  const { permissions } = company.sandbox.org
  permissions.hideField('Contact', 'Title', true)
  permissions.hideField('Contact', 'Email', true)
  watched = await openPage(company)
  page = watched.page
  await page.getByRole('link', { name: 'Settings', exact: true }).click()
})
afterAll(async () => {
  await watched.close()
  await company.close()
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
  company.sandbox.org.permissions.hideField('Contact', 'Title', false)
  company.sandbox.org.permissions.hideField('Contact', 'Email', false)
  await page.getByRole('button', { name: 'Run again' }).click()
  await page
    .getByRole('status')
    .filter({ hasText: /^\s*Look/ })
    .waitFor()
  await settled()
})
