import { afterAll, beforeAll, expect, test } from 'vitest'
import { openBrowser, type TestBrowser } from '../../test/browser.ts'
import { owner, startTestServer, type TestServer } from '../../test/server.ts'
import { addUser } from './contract.ts'

/** Coming in, as a person does it: under the real content policy, in a real browser. */

let server: TestServer
let browser: TestBrowser

beforeAll(async () => {
  server = await startTestServer({ screens: true })
  browser = await openBrowser()
})
afterAll(async () => {
  await browser.close()
  await server.stop()
})

test('the first person makes the account, signs out and in again, and invites a second', async () => {
  const { page, complaints, violations } = await browser.page(server.url)
  await page.getByRole('heading', { name: 'Welcome to Crosswalk' }).waitFor()
  expect(await violations()).toEqual([])
  await page.getByLabel('Company name').fill(owner.workspaceName)
  await page.getByLabel('Your name').fill(owner.name)
  await page.getByLabel('E-mail').fill(owner.email)
  await page.getByRole('textbox', { name: 'Password' }).fill(owner.password)
  await page.getByRole('button', { name: 'Create account' }).click()
  await page.getByRole('navigation', { name: 'Main' }).waitFor()

  const another = await browser.page(server.url)
  await another.page.getByRole('heading', { name: 'Sign in' }).waitFor()
  expect(await another.violations()).toEqual([])
  await another.page.getByLabel('E-mail').fill(owner.email)
  await another.page.getByRole('textbox', { name: 'Password' }).fill('not the right one')
  await another.page.getByRole('button', { name: 'Sign in' }).click()
  await another.page.getByText('This e-mail and password do not belong together.').waitFor()
  await another.page.getByRole('textbox', { name: 'Password' }).fill(owner.password)
  await another.page.getByRole('button', { name: 'Sign in' }).click()
  await another.page.getByRole('navigation', { name: 'Main' }).waitFor()

  const noor = server.client()
  const { name = '', value = '' } = (await page.context().cookies())[0] ?? {}
  noor.cookies.set(name, value)
  const wanted = { email: 'ines@lantern.example', name: 'Ines', role: 'member', invite: true } as const
  const { invitation } = await noor.call(addUser, wanted)
  const invited = await browser.page(invitation?.link ?? '')
  await invited.page.getByRole('heading', { name: `Join ${owner.workspaceName}` }).waitFor()
  await invited.page.getByRole('textbox', { name: 'Password' }).fill('another long one')
  await invited.page.getByRole('button', { name: 'Join' }).click()
  await invited.page.getByRole('navigation', { name: 'Main' }).waitFor()
  expect([...complaints, ...another.complaints, ...invited.complaints]).toEqual([])
})
