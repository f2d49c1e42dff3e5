import { afterAll, beforeAll, expect, test } from 'vitest'
import { listAudit } from '../src/audit/contract.ts'
import { getCrm, setRelatedContacts, startSync } from '../src/sync/contract.ts'
import type { Sandbox } from '../src/sandbox/sandbox.ts'
import type { Client } from './client.ts'
import { openCompany, synchronizeAll, type Company } from './company.ts'
import { untilEnded } from './flow.ts'

// Counting related contacts in, over HTTP, as the switch under Settings → CRM does.

let company: Company
let sandbox: Sandbox
let client: Client

beforeAll(async () => {
  company = await openCompany({ customers: 30 })
  await synchronizeAll(company)
  ;({ sandbox, client } = company)
})
afterAll(() => company.close())

test('in an org without relations there is no such choice', async () => {
  expect((await client.call(getCrm, {})).relatedContacts).toBeNull()
  await expect(client.call(setRelatedContacts, { contacts: 'related' })).rejects.toMatchObject({
    error: { code: 'relations_missing' },
  })
})

test('once the org has them, it can be chosen, takes effect through a run, and is written down', async () => {
  sandbox.org.features.set('contactsToMultipleAccounts', true)
  await untilEnded(client, (await client.call(startSync, {})).run.id)
  expect((await client.call(getCrm, {})).relatedContacts).toBe('direct')
  const { crm, run } = await client.call(setRelatedContacts, { contacts: 'related' })
  expect(crm.relatedContacts).toBe('related')
  const ended = await untilEnded(client, run?.id ?? '')
  expect(ended).toMatchObject({ state: 'complete', trigger: 'settings' })
  expect(ended.reason).toMatch(/counted related contacts in$/)
  expect(ended.counts?.contacts.created).toBeGreaterThan(0)
  const { lines } = await client.call(listAudit, {})
  expect(lines.find((line) => line.verb === 'crm.related_contacts')).toMatchObject({
    sentence: 'set whether related contacts count',
    detail: { contacts: 'related' },
  })

  const back = await client.call(setRelatedContacts, { contacts: 'direct' })
  const undone = await untilEnded(client, back.run?.id ?? '')
  expect(undone.counts?.contacts).toEqual({
    created: 0,
    changed: ended.counts?.contacts.changed,
    removed: ended.counts?.contacts.created,
  })
  expect(undone.calls).toBe(0)
})
