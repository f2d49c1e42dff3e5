import { afterAll, beforeAll, expect, test } from 'vitest'
import { connectStripe } from '../src/connections/contract.ts'
import { exportContacts, exportCustomers } from '../src/customers/contract.ts'
import { setUp, signIn } from '../src/people/contract.ts'
import {
  SANDBOX_BILLING_KEY,
  SANDBOX_CLIENT_ID,
  SANDBOX_CLIENT_SECRET,
  SANDBOX_PASSWORD,
  SANDBOX_USERNAME,
} from '../src/sandbox/credentials.ts'
import { startSandbox, type Sandbox } from '../src/sandbox/sandbox.ts'
import { setSafety } from '../src/sync/brakes/contract.ts'
import { startSync } from '../src/sync/contract.ts'
import type { Client } from './client.ts'
import { chooseProposed, connect, switchTo, untilEnded, untilIdle } from './flow.ts'
import { openPassage, type Passage } from './passage.ts'
import { ownProcess, type OwnProcess } from './process.ts'
import { owner } from './server.ts'

// kill -9 in mid-run, at twenty moments: after each request of a run in turn, and in what comes after the last one.

let sandbox: Sandbox
let passage: Passage
let victim: OwnProcess
let witness: OwnProcess
let watched: Client

const person = { username: SANDBOX_USERNAME, password: SANDBOX_PASSWORD, answer: 'Allow' } as const

const setUpWhole = async (client: Client): Promise<void> => {
  await client.call(setUp, owner)
  await untilEnded(client, (await client.call(connectStripe, { apiKey: SANDBOX_BILLING_KEY })).runId)
  expect(await connect(client, 'northwind-traders', person)).toBe('/settings/crm?connected=1')
  await untilIdle(client)
  await chooseProposed(client)
  expect(await switchTo(client, { contacts: true, accountManagers: true })).toMatchObject({
    state: 'complete',
  })
}

const environment = (origin: string): Record<string, string> => ({
  CROSSWALK_SALESFORCE_ORIGIN: origin,
  CROSSWALK_STRIPE_ORIGIN: sandbox.stripeOrigin,
  SALESFORCE_CLIENT_ID: SANDBOX_CLIENT_ID,
  SALESFORCE_CLIENT_SECRET: SANDBOX_CLIENT_SECRET,
})

beforeAll(async () => {
  sandbox = await startSandbox({ customers: 40 })
  // Many small pages: many moments to be killed at.
  sandbox.org.pageSize = 25
  passage = await openPassage(sandbox.salesforceOrigin)
  victim = await ownProcess(environment(passage.origin))
  witness = await ownProcess(environment(sandbox.salesforceOrigin))
  await Promise.all([victim.start(), witness.start()])
  watched = witness.client()
  await setUpWhole(watched)
  await withoutBrakes(watched)
  // Both read one org, each by its own way: an answer names the way it came by, later ones none.
  sandbox.org.instanceUrl = passage.origin
  const client = victim.client()
  await setUpWhole(client)
  await withoutBrakes(client)
  sandbox.org.instanceUrl = null
})
afterAll(async () => {
  await Promise.all([victim.remove(), witness.remove()])
  await passage.close()
  await sandbox.close()
})

/** Whole days are made up here, and one customer in so few is much: what brakes do has tests of its own. */
const withoutBrakes = (client: Client) =>
  client.call(setSafety, {
    contactsFall: null,
    lastContact: null,
    managersChange: null,
    oneInherits: null,
    matchesFall: null,
  })

const signedIn = async (process: OwnProcess): Promise<Client> => {
  const client = process.client()
  await client.call(signIn, { email: owner.email, password: owner.password })
  return client
}

const synchronize = async (client: Client): Promise<void> => {
  await untilIdle(client)
  const { run } = await client.call(startSync, {})
  expect(await untilEnded(client, run.id)).toMatchObject({ state: 'complete', problem: null })
}

/** Everything a person can download, without our ids. */
const seen = async (client: Client): Promise<string[]> =>
  [await client.call(exportCustomers, {}), await client.call(exportContacts, {})].flatMap((text) =>
    text.split('\n').toSorted(),
  )

/** A different day at the company before each kill. */
const day = (number: number): void => {
  const { changes } = sandbox.org
  const contact = (index: number): string => sandbox.org.table('Contact').id(index)
  const account = (index: number): string => sandbox.org.table('Account').id(index)
  changes.update('Contact', contact(number), { Title: `Title of day ${number}` })
  changes.insert('Contact', {
    LastName: `Day ${number}`,
    Email: `day${number}@new.example`,
    AccountId: account(number),
  })
  if (number % 2 === 0) changes.softDelete('Contact', contact(60 + number))
  if (number % 3 === 0)
    changes.update('Account', account(number), { OwnerId: sandbox.org.table('User').id(number % 5) })
  sandbox.billing.update(sandbox.billing.id(number), { name: `Renamed on day ${number}` })
}

test(
  'after a kill at any moment and one more run, all is as if nothing had happened',
  { timeout: 300_000 },
  async () => {
    let client = await signedIn(victim)
    const before = passage.passed()
    await synchronize(client)
    const requests = passage.passed() - before
    expect(requests).toBeGreaterThan(8)
    for (let number = 1; number <= 20; number++) {
      day(number)
      const killed = new Promise<void>((resolve) => {
        const kill = (): void => resolve(victim.kill())
        // Every fourth time when the last answer has arrived: while rows are merged, planned or applied.
        if (number % 4 === 0) passage.after(requests, kill)
        else passage.at(1 + ((number * 7) % requests), kill)
      })
      await client.call(startSync, {}).catch(() => {})
      await killed
      await victim.start()
      client = await signedIn(victim)
      await synchronize(client)
      await synchronize(watched)
      expect(await seen(client), `after kill ${number}`).toEqual(await seen(watched))
    }
  },
)

test('SIGTERM in mid-run ends in time and loses nothing', async () => {
  day(30)
  const client = await signedIn(victim)
  await untilIdle(client)
  const stopped = new Promise<number | null>((resolve) => passage.at(5, () => resolve(victim.stop())))
  await client.call(startSync, {}).catch(() => {})
  expect(await stopped).toBe(0)
  await victim.start()
  await untilIdle(await signedIn(victim))
  await synchronize(watched)
  expect(await seen(await signedIn(victim))).toEqual(await seen(watched))
})
