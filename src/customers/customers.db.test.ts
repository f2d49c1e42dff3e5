import { sql } from 'kysely'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { openWorld, type World } from '../../test/world.ts'
import type { Tx } from '../db/db.ts'
import type { RunAnswer } from '../sync/run/answers.ts'
import { contactsOf } from './contacts/contacts.ts'
import { listCustomFields } from './fields/fields.ts'
import { customerHistory } from './history.ts'
import { listCustomers } from './list.ts'
import { listSkipped, skippedOf } from './contacts/skipped.ts'
import type { Standing } from './standing.ts'
import { sourceLinks } from '../mirror/mirror.ts'

// What the pages about customers are told, over a synchronized made-up company.

let world: World
let run: RunAnswer
const all = { sort: 'name', offset: 0, limit: 500 } as const
const standing: Standing = {
  matching: true,
  fieldLabel: 'Salesforce account id',
  accountField: 'Id',
  contacts: true,
  related: false,
  accountManagers: true,
  unmatched: 'keep_billing',
}

beforeAll(async () => {
  world = await openWorld({ customers: 80 })
  await world.run()
  // The made-up billing tool has no bad address at a customer without an account.
  await sql`update mirror_customer_contacts set email = 'nobody@' where customer_id = (
    select c.external_id from customers c join matches m on m.customer_id = c.id
    join mirror_customer_contacts k on k.customer_id = c.external_id
    where m.account_id is null order by c.external_id limit 1)`.execute(world.database.db)
  run = await world.run([])
})
afterAll(() => world.close())

const look = <T>(ask: (tx: Tx, workspaceId: string) => Promise<T>): Promise<T> =>
  world.database.transaction((tx) => ask(tx, world.workspaceId))

test('“found” is every customer that has an account, merged or not', async () => {
  const of = async (match: 'found' | 'matched' | 'merged') =>
    (await look((tx, id) => listCustomers(tx, id, { ...all, match }))).total
  expect(await of('merged')).toBeGreaterThan(0)
  expect(await of('found')).toBe((await of('matched')) + (await of('merged')))
})

test('contacts left out are listed for all customers as for each one, with a reason and the way there', async () => {
  const { total, contacts } = await look((tx, id) => listSkipped(tx, id, standing, { offset: 0, limit: 500 }))
  expect(total).toBe(contacts.length)
  expect(total).toBe(run.counts?.skippedContacts)
  expect(new Set(contacts.map(({ source }) => source))).toEqual(new Set(['salesforce', 'billing']))
  const blank = contacts.find(({ email }) => email === null)
  expect(blank?.reason).toBe('It has no e-mail address.')
  expect(contacts.every(({ sourceUrl }) => sourceUrl?.startsWith('http'))).toBe(true)
  const customer = contacts[0]?.customer.id ?? ''
  const own = await look(async (tx, id) => skippedOf(tx, id, customer, standing, await sourceLinks(tx, id)))
  expect(own).toHaveLength(contacts.filter((one) => one.customer.id === customer).length)
  const second = await look((tx, id) => listSkipped(tx, id, standing, { offset: 1, limit: 1 }))
  expect(second).toEqual({ total, contacts: [contacts[1]] })
})

test('a contact that came is one line of history, in words', async () => {
  const { customers } = await look((tx, id) =>
    listCustomers(tx, id, { ...all, contactSource: 'salesforce', sort: '-contacts' }),
  )
  const id = customers[0]?.id ?? ''
  const { lines } = await look((tx, workspace) =>
    customerHistory(tx, workspace, id, { offset: 0, limit: 500 }),
  )
  const links = await look(sourceLinks)
  const [main] = await look((tx, workspace) => contactsOf(tx, workspace, id, links))
  const came = lines.find(
    ({ change, subject }) => change === 'created' && subject.includes(`<${main?.email}>`),
  )
  expect(came?.detail?.split(', ').at(-1)).toBe('main contact')
  expect(came?.subject).toBe(`${main?.firstName} ${main?.lastName} <${main?.email}>`)
  expect(lines.find(({ about }) => about === 'account_manager')?.detail).toBe('from Salesforce')
  expect(lines.find(({ about }) => about === 'account_manager')?.fields).toContainEqual({
    name: 'Source',
    before: null,
    after: 'Salesforce',
  })
})

test('fields the billing tool offers have names for people', async () => {
  const { offered } = await look((tx, id) => listCustomFields(tx, id, null))
  const labels = new Map(offered.map(({ key, label }) => [key, label]))
  expect(labels.get('stripe:tax_exempt')).toBe('Tax exempt (Stripe)')
  expect(offered.filter(({ label }) => label.includes(':'))).toEqual([])
})
