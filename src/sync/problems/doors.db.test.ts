import { afterAll, beforeAll, expect, test } from 'vitest'
import { openCompany, person, synchronizeAll, type Company } from '../../../test/company.ts'
import type { Client } from '../../../test/client.ts'
import { connect, untilEnded, untilIdle } from '../../../test/flow.ts'
import { listAudit } from '../../audit/contract.ts'
import { checkSalesforce } from '../../connections/contract.ts'
import { assignAccountManager, changeContact, getCustomer } from '../../customers/contract.ts'
import { acceptInvitation, addUser } from '../../people/contract.ts'
import { startSync } from '../contract.ts'
import { discardPlan } from '../previews/contract.ts'
import * as contract from './contract.ts'

// Problems through the doors: a member of finance works on them, and every step is in the audit.

let company: Company
let client: Client
let mia: Client
let miaId: string
let customer: string
beforeAll(async () => {
  company = await openCompany({ customers: 20 })
  client = company.client
  customer = company.sandbox.billing.add({
    name: '=HYPERLINK("https://evil.example")',
    metadata: { salesforce_account_id: 'not an id' },
  })
  await synchronizeAll(company)
  const { user, invitation } = await client.call(addUser, {
    email: 'mia@lantern.example',
    name: 'Mia',
    role: 'member',
    invite: true,
  })
  miaId = user.id
  mia = company.server.client()
  const token = new URL(invitation?.link ?? '').pathname.split('/').at(-1) ?? ''
  await mia.call(acceptInvitation, { token, name: 'Mia', password: 'a long enough one' })
})
afterAll(() => company.close())

const at = (external: string) => client.call(contract.listProblems, { customer: `external:${external}` })
const ofKind = async (kind: (typeof contract.problemKind.options)[number]) =>
  (await client.call(contract.listProblems, { kind })).problems
const synchronize = async () => untilEnded(client, (await client.call(startSync, {})).run.id)
const lastAudit = async () => (await client.call(listAudit, { limit: 1 })).lines[0]

test('a member gives a problem to themselves, puts it off, takes it up again, and the audit knows', async () => {
  const [found] = (await at(customer)).problems
  const id = found?.id ?? ''
  expect(await mia.call(contract.assignProblem, { id, userId: miaId })).toMatchObject({
    assignee: { name: 'Mia' },
  })
  expect(await lastAudit()).toMatchObject({ by: 'Mia', verb: 'problems.assign', subject: found?.subject })
  const counted = await mia.call(contract.countProblems, {})
  expect(counted.mine).toBe(1)
  expect((await client.call(contract.countProblems, {})).mine).toBe(0)
  const until = new Date(Date.now() + 86_400_000).toISOString()
  await mia.call(contract.snoozeProblem, { id, until, reason: 'Sales is asked' })
  expect(await mia.call(contract.countProblems, {})).toEqual({ open: counted.open - 1, mine: 0, snoozed: 1 })
  expect(await lastAudit()).toMatchObject({ verb: 'problems.snooze', detail: { reason: 'Sales is asked' } })
  await mia.call(contract.unsnoozeProblem, { id })
  expect(await mia.call(contract.countProblems, {})).toEqual(counted)
})

test('a selection is one line in the audit', async () => {
  const ids = (await ofKind('contact_skipped')).slice(0, 3).map(({ id }) => id)
  expect(await mia.call(contract.assignProblems, { ids, userId: miaId })).toEqual({ problems: 3 })
  expect((await lastAudit())?.subject).toMatch(/ and 2 more$/)
  expect((await client.call(contract.listProblems, { assignee: miaId })).total).toBe(4)
  const until = new Date(Date.now() + 86_400_000).toISOString()
  expect(await mia.call(contract.snoozeProblems, { ids, until, reason: 'Later' })).toEqual({ problems: 3 })
  expect((await mia.call(contract.listProblems, { snoozed: 'yes' })).total).toBe(3)
  const past = { ids, until: '2020-01-01T00:00:00.000Z', reason: 'Never' }
  await expect(mia.call(contract.snoozeProblems, past)).rejects.toMatchObject({
    error: { code: 'snooze_past' },
  })
})

test('a re-check is a run of its own that says who asked, and costs a handful of calls', async () => {
  const [found] = (await at(customer)).problems
  const { run, started } = await mia.call(contract.recheckProblem, { id: found?.id ?? '' })
  expect([started, run.reason, run.trigger]).toEqual([
    true,
    `Mia re-checked ${found?.customer?.name}`,
    'manual',
  ])
  const ended = await untilEnded(client, run.id)
  expect(ended.state).toBe('complete')
  expect(ended.calls).toBeLessThanOrEqual(12)
  expect(await client.call(contract.getProblem, { id: found?.id ?? '' })).toMatchObject({ closedAt: null })
})

test('the download is safe to open in a spreadsheet', async () => {
  const text = await client.call(contract.exportProblems, { kind: 'malformed' })
  const lines = text.split('\n')
  expect(lines[0]).toMatch(/^kind,subject,customer_external_id,/)
  const mine = lines.find((line) => line.includes(customer)) ?? ''
  expect(mine).toContain(`malformed,"'=HYPERLINK(""https://evil.example"")",${customer},"'=HYPERLINK(`)
  expect(text).not.toMatch(/(^|,)"?[=+@-]/m)
  expect(await lastAudit()).toMatchObject({ verb: 'problems.export', subject: 'problems' })
})

test('an account manager assigned by hand closes the problem at once', async () => {
  const [without] = await ofKind('no_account_manager')
  await client.call(assignAccountManager, { id: without?.customer?.id ?? '', userId: miaId })
  expect(await client.call(contract.getProblem, { id: without?.id ?? '' })).toMatchObject({
    closedAt: expect.any(String) as string,
  })
  await client.call(assignAccountManager, { id: without?.customer?.id ?? '', userId: null })
  expect(await client.call(contract.getProblem, { id: without?.id ?? '' })).toMatchObject({ closedAt: null })
})

test('another main contact chosen by hand closes the problem of the one that is gone', async () => {
  const { org, billing } = company.sandbox
  const account = org.changes.insert('Account', { Name: 'Chosen' })
  const leaver = org.changes.insert('Contact', {
    LastName: 'Leaver',
    Email: 'l@chosen.example',
    AccountId: account,
  })
  org.changes.insert('Contact', { LastName: 'Stayer', Email: 's@chosen.example', AccountId: account })
  const external = billing.add({ name: 'Chosen', metadata: { salesforce_account_id: account } })
  await synchronize()
  const named = `external:${external}`
  const { contacts } = await client.call(getCustomer, { id: named })
  const chosen = contacts.find(({ lastName }) => lastName === 'Leaver')
  await client.call(changeContact, { id: chosen?.id ?? '', isMain: true })
  org.changes.softDelete('Contact', leaver)
  await synchronize()
  expect((await at(external)).problems).toMatchObject([{ kind: 'main_contact_gone', subject: 'Leaver' }])
  const [stayer] = (await client.call(getCustomer, { id: named })).contacts
  await client.call(changeContact, { id: stayer?.id ?? '', isMain: true })
  expect((await at(external)).total).toBe(0)
})

test('a held run waits as a problem with its reason, and is none any more once it is discarded', async () => {
  const { org } = company.sandbox
  const contacts = org.table('Contact')
  const gone: string[] = []
  for (let index = 0; index < contacts.size; index += 2)
    if (contacts.life(index) === 0) gone.push(contacts.id(index))
  for (const id of gone) org.changes.softDelete('Contact', id)
  const run = await synchronize()
  expect(run.state).toBe('held')
  const [held] = await ofKind('run_held')
  expect(held).toMatchObject({
    what: run.brakes.map(({ what }) => what).join(' '),
    place: { label: 'See the run and decide', path: `/activity/${run.id}` },
  })
  await client.call(discardPlan, { id: run.id })
  expect(await ofKind('run_held')).toEqual([])
  for (const id of gone) org.changes.undelete('Contact', id)
  await synchronize()
  await untilIdle(client)
})

test('access lost is a problem at once, without a run, and none any more once it is given anew', async () => {
  company.sandbox.org.grants.revokeUser(null)
  company.sandbox.org.grants.expireSessions()
  expect(await client.call(checkSalesforce, {})).toMatchObject({ state: 'sign_in_needed' })
  expect(await ofKind('sign_in')).toMatchObject([{ subject: 'Salesforce', place: { path: '/settings/crm' } }])
  await connect(client, 'northwind-traders', person)
  expect(await ofKind('sign_in')).toEqual([])
  await untilIdle(client)
})
