import { connectStripe } from '../src/connections/contract.ts'
import {
  SANDBOX_BILLING_KEY,
  SANDBOX_CLIENT_ID,
  SANDBOX_CLIENT_SECRET,
  SANDBOX_PASSWORD,
  SANDBOX_USERNAME,
} from '../src/sandbox/credentials.ts'
import { startSandbox, type Sandbox, type SandboxOptions } from '../src/sandbox/sandbox.ts'
import { openBrowser, type WatchedPage } from './browser.ts'
import type { Client } from './client.ts'
import { chooseProposed, connect, switchTo, untilEnded, untilIdle } from './flow.ts'
import { owner, startTestServer, type TestServer, type TestServerOptions } from './server.ts'

/** The person of the made-up company who lets Crosswalk in. */
export const person = { username: SANDBOX_USERNAME, password: SANDBOX_PASSWORD, answer: 'Allow' } as const

/** A made-up company and a whole Crosswalk that reads it, with the owner signed in over HTTP. */
export interface Company {
  readonly sandbox: Sandbox
  readonly server: TestServer
  readonly client: Client
  close(): Promise<void>
}

/** Opens one, with nothing connected yet. */
export const openCompany = async (
  sandboxOptions: SandboxOptions = {},
  serverOptions: TestServerOptions = {},
): Promise<Company> => {
  const sandbox = await startSandbox(sandboxOptions)
  const server = await startTestServer({
    jobs: true,
    logLevel: 'error',
    ...serverOptions,
    environment: {
      CROSSWALK_SALESFORCE_ORIGIN: sandbox.salesforceOrigin,
      CROSSWALK_STRIPE_ORIGIN: sandbox.stripeOrigin,
      SALESFORCE_CLIENT_ID: SANDBOX_CLIENT_ID,
      SALESFORCE_CLIENT_SECRET: SANDBOX_CLIENT_SECRET,
      ...serverOptions.environment,
    },
  })
  const close = async (): Promise<void> => {
    await server.stop()
    await sandbox.close()
  }
  return { sandbox, server, client: await server.owner(), close }
}

/** Connects both tools, takes the proposed field and switches everything on, as the wizard does. */
export const synchronizeAll = async ({ client }: Company): Promise<void> => {
  await untilEnded(client, (await client.call(connectStripe, { apiKey: SANDBOX_BILLING_KEY })).runId)
  await connect(client, 'northwind-traders', person)
  await untilIdle(client)
  await chooseProposed(client)
  await switchTo(client, { contacts: true, accountManagers: true })
}

interface Hands {
  /** Goes to a page, and waits until it has its heading. */
  open(path: string): Promise<void>
  /** Presses a button by its whole name. */
  press(name: string): Promise<void>
  /** The same, of the dialog that is open. */
  inDialog(name: string): Promise<void>
  /** Waits until the page says this. */
  says(words: string | RegExp): Promise<void>
}

/** A page of the company's Crosswalk, and what a person does there. */
export interface CompanyPage extends WatchedPage, Hands {
  close(): Promise<void>
}

/** Opens the company's Crosswalk in a browser, signed in as the owner or as somebody else. */
export const openPage = async (
  company: Company,
  who: { readonly email: string; readonly password: string } = owner,
): Promise<CompanyPage> => {
  const browser = await openBrowser()
  const watched = await browser.page(company.server.url)
  const { page } = watched
  page.setDefaultTimeout(15_000)
  await page.getByLabel('E-mail').fill(who.email)
  await page.getByRole('textbox', { name: 'Password' }).fill(who.password)
  await page.getByRole('button', { name: 'Sign in' }).click()
  await page.getByRole('navigation', { name: 'Main' }).waitFor()
  return { ...watched, ...handsOn(page, company.server.url), close: () => browser.close() }
}

const handsOn = (page: WatchedPage['page'], url: string): Hands => ({
  open: async (path) => {
    await page.goto(`${url}${path}`)
    await page.getByRole('heading', { level: 1 }).waitFor()
  },
  press: (name) => page.getByRole('button', { name, exact: true }).click(),
  inDialog: (name) => page.getByRole('dialog').getByRole('button', { name, exact: true }).click(),
  says: (words) => page.getByText(words).first().waitFor(),
})
