import { AxeBuilder } from '@axe-core/playwright'
import { chromium } from '@playwright/test'
import type { Browser, Page } from '@playwright/test'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { authorizeUrl } from '../../caller.ts'
import { SANDBOX_CALLBACK, SANDBOX_PASSWORD, SANDBOX_USERNAME } from '../../credentials.ts'
import { startSandbox } from '../../sandbox.ts'
import type { Sandbox } from '../../sandbox.ts'

let sandbox: Sandbox
let browser: Browser

beforeAll(async () => {
  sandbox = await startSandbox({ customers: 1, mode: 'demo' })
  browser = await chromium
    .launch({ executablePath: process.env['CHROMIUM_PATH'] ?? '/usr/bin/chromium', args: ['--no-sandbox'] })
    .catch((cause: unknown) => {
      throw new Error('No Chromium here. Install it with: sudo apt-get install chromium', { cause })
    })
})
afterAll(async () => {
  await browser.close()
  await sandbox.close()
})

/** A page that meets nothing at the callback, but knows it was sent there. */
const openPage = async (): Promise<{ page: Page; landed: Promise<URL> }> => {
  const context = await browser.newContext({ viewport: { width: 360, height: 740 } })
  const page = await context.newPage()
  const landed = new Promise<URL>((resolve) => {
    void page.route(`${SANDBOX_CALLBACK}**`, (route) => {
      resolve(new URL(route.request().url()))
      return route.fulfill({ status: 200, body: 'back at the app' })
    })
  })
  return { page, landed }
}

const faultsOf = async (page: Page): Promise<unknown> => (await new AxeBuilder({ page }).analyze()).violations

test('a person logs in and allows, by keyboard, on pages without barriers', async () => {
  const { page, landed } = await openPage()
  await page.goto(authorizeUrl(sandbox, 'v'.repeat(43)))
  expect(await page.getByLabel('Username').inputValue()).toBe(SANDBOX_USERNAME)
  expect(await page.getByText(SANDBOX_PASSWORD).isVisible()).toBe(true)
  expect(await faultsOf(page)).toEqual([])
  await page.keyboard.type(SANDBOX_PASSWORD)
  await page.keyboard.press('Enter')
  await page.getByRole('heading', { name: 'Allow Access?' }).waitFor()
  expect(await faultsOf(page)).toEqual([])
  await page.keyboard.press('Enter')
  expect((await landed).searchParams.get('code')).toMatch(/^aPrx/)
  await page.context().close()
})

test('a wrong password is said, and Deny leads back', async () => {
  const { page, landed } = await openPage()
  await page.goto(authorizeUrl(sandbox, 'v'.repeat(43)))
  await page.getByLabel('Password').fill('wrong')
  await page.getByRole('button', { name: 'Log In' }).click()
  expect(await page.getByRole('alert').textContent()).toContain('check your username and password')
  await page.getByLabel('Password').fill(SANDBOX_PASSWORD)
  await page.getByRole('button', { name: 'Log In' }).click()
  await page.getByRole('button', { name: 'Deny' }).click()
  expect((await landed).searchParams.get('error')).toBe('access_denied')
  await page.context().close()
})
