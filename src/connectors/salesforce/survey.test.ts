import { expect, it } from 'vitest'
import { json, rejection, sfError } from '../fake-wire.ts'
import { fields, open, someRows } from './fake-contacts.ts'
import { fakeOrg } from './fake-org.ts'
import type { FakeOrg } from './fake-org.ts'

const until = '2026-11-22T10:00:00.000Z'
const question = {
  describe: ['Contact', 'Account'],
  count: ['Contact', 'Account'],
  until,
  records: [],
} as const
const nothing = { describe: [], count: [], until } as const

const missing = [{ errorCode: 'NOT_FOUND', message: 'The requested resource does not exist' }]
const noType = [{ errorCode: 'INVALID_TYPE', message: "sObject type 'Account' is not supported" }]
const description = { fields: [{ name: 'Id', type: 'id', label: 'Id' }] }
const frozenUser = { totalSize: 1, done: true, records: [{ Id: '0YwA', UserId: '005A' }] }

type Said = Readonly<Record<string, readonly [status: number, body: unknown]>>

/** An org that answers the parts of a composite as told, and the record counts likewise. */
const answering = (said: Said): FakeOrg => {
  const org = fakeOrg({ fields, rows: someRows(1) })
  org.interrupt = (_sent, path) => {
    const [status, body] = said['records'] ?? [200, { sObjects: [] }]
    if (path.endsWith('/recordCount')) return json(body, status)
    if (!path.endsWith('/composite')) return null
    const compositeResponse = Object.entries(said).map(([referenceId, [httpStatusCode, answer]]) => ({
      referenceId,
      httpStatusCode,
      body: answer,
      httpHeaders: {},
    }))
    return json({ compositeResponse })
  }
  return org
}

const good: Said = {
  frozen: [200, frozenUser],
  describeContact: [200, description],
  describeAccount: [404, missing],
  countContact: [200, { totalSize: 7, done: true, records: [] }],
  countAccount: [400, noType],
}

it('asks everything in one call, and takes what is not to be seen for null', async () => {
  const org = answering(good)
  const crm = open(org)
  const survey = await crm.survey(question)
  expect(crm.calls()).toBe(1)
  expect(survey.descriptions.get('Contact')?.fields.map((field) => field.name)).toEqual(['Id'])
  expect(survey.descriptions.get('Account')).toBeNull()
  expect([...survey.counts]).toEqual([
    ['Contact', 7],
    ['Account', null],
  ])
  expect(survey.frozen).toEqual(['005A'])
  const sent = JSON.parse(org.wire.sent.at(-1)?.body ?? '') as { compositeRequest: { url: string }[] }
  expect(sent.compositeRequest.map((one) => decodeURIComponent(one.url))).toEqual([
    '/services/data/v67.0/query?q=SELECT Id, UserId FROM UserLogin WHERE IsFrozen = true ORDER BY Id LIMIT 2000',
    '/services/data/v67.0/sobjects/Contact/describe',
    '/services/data/v67.0/sobjects/Account/describe',
    '/services/data/v67.0/queryAll?q=SELECT COUNT() FROM Contact WHERE SystemModstamp < 2026-11-22T10:00:00Z',
    '/services/data/v67.0/queryAll?q=SELECT COUNT() FROM Account WHERE SystemModstamp < 2026-11-22T10:00:00Z',
  ])
})

it('counts the records whoever may see them, where the org says it', async () => {
  const crm = open(answering({ records: [200, { sObjects: [{ name: 'Contact', count: 9 }] }] }))
  expect([...(await crm.records(['Account', 'Contact']))]).toEqual([
    ['Account', 0],
    ['Contact', 9],
  ])
  const denied = [{ errorCode: 'INSUFFICIENT_ACCESS', message: '' }]
  expect((await open(answering({ records: [403, denied] })).records(['Account'])).size).toBe(0)
})

it('does without knowing who is frozen', async () => {
  expect((await open(answering({ frozen: [400, noType] })).survey(nothing)).frozen).toBeNull()
})

it.each<[string, Said, string]>([
  ['no answer to a question', { frozen: [200, frozenUser] }, 'part_failed'],
  ['frozen users that are none', { ...good, frozen: [200, {}] }, 'survey_unreadable'],
  ['a count that is none', { ...good, countContact: [200, { totalSize: 'x' }] }, 'survey_unreadable'],
  [
    'a question that fails',
    { ...good, countContact: [400, [{ errorCode: 'QUERY_TIMEOUT' }]] },
    'query_too_slow',
  ],
])('refuses %s', async (_name, said, code) => {
  expect(await rejection(open(answering(said)).survey(question))).toMatchObject({ explanation: { code } })
})

it('is itself subject to the budget of the org', async () => {
  const org = answering({})
  org.interrupt = (_sent, path) =>
    path.endsWith('/composite')
      ? sfError(403, 'REQUEST_LIMIT_EXCEEDED', 'TotalRequests Limit exceeded.')
      : null
  expect(await rejection(open(org).survey(question))).toMatchObject({ kind: 'out_of_budget' })
})
