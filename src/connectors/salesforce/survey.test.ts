import { expect, it } from 'vitest'
import { json, rejection, sfError } from '../fake-wire.ts'
import { fields, open, someRows } from './fake-contacts.ts'
import { fakeOrg } from './fake-org.ts'
import type { FakeOrg } from './fake-org.ts'

const question = {
  describe: ['Contact', 'Account'],
  count: [
    { object: 'Contact', since: null, until: '2026-11-22T10:00:00Z' },
    { object: 'Account', since: '2026-11-20T10:00:00Z', until: null },
  ],
} as const

const missing = [{ errorCode: 'NOT_FOUND', message: 'The requested resource does not exist' }]
const noType = [{ errorCode: 'INVALID_TYPE', message: "sObject type 'Account' is not supported" }]
const description = { fields: [{ name: 'Id', type: 'id', label: 'Id' }] }

const frozen = {
  statusCode: 200,
  result: { totalSize: 1, done: true, records: [{ Id: '0YwA', UserId: '005A' }] },
}
const mayNot = { statusCode: 400, result: noType }

const answering = (results: unknown, arrange: (org: FakeOrg) => void = () => {}): FakeOrg => {
  const org = fakeOrg({ fields, rows: someRows(1) })
  org.interrupt = (_sent, path) =>
    path.endsWith('/composite/batch') ? json({ hasErrors: true, results }) : null
  arrange(org)
  return org
}

it('asks everything in one call, and takes what is not to be seen for null', async () => {
  const org = answering([
    { statusCode: 200, result: { sObjects: [{ name: 'Contact', count: 9 }] } },
    frozen,
    { statusCode: 200, result: description },
    { statusCode: 404, result: missing },
    { statusCode: 200, result: { totalSize: 7, done: true, records: [] } },
    { statusCode: 400, result: noType },
  ])
  const crm = open(org)
  const survey = await crm.survey(question)
  expect(crm.calls()).toBe(1)
  expect(survey.descriptions.get('Contact')?.fields.map((field) => field.name)).toEqual(['Id'])
  expect(survey.descriptions.get('Account')).toBeNull()
  expect(survey.counts).toEqual([7, null])
  expect([...survey.records]).toEqual([['Contact', 9]])
  expect(survey.frozen).toEqual(['005A'])
  const { batchRequests } = JSON.parse(org.wire.sent.at(-1)?.body ?? '') as {
    batchRequests: { url: string }[]
  }
  expect(batchRequests.map((one) => decodeURIComponent(one.url))).toEqual([
    'v67.0/limits/recordCount?sObjects=Account,Contact',
    'v67.0/query?q=SELECT Id, UserId FROM UserLogin WHERE IsFrozen = true ORDER BY Id LIMIT 2000',
    'v67.0/sobjects/Contact/describe',
    'v67.0/sobjects/Account/describe',
    'v67.0/queryAll?q=SELECT COUNT() FROM Contact WHERE SystemModstamp < 2026-11-22T10:00:00Z',
    'v67.0/queryAll?q=SELECT COUNT() FROM Account WHERE SystemModstamp >= 2026-11-20T10:00:00Z',
  ])
})

it('does without the record counts, and without knowing who is frozen', async () => {
  const denied = { statusCode: 403, result: [{ errorCode: 'INSUFFICIENT_ACCESS', message: '' }] }
  const crm = open(answering([denied, mayNot]))
  expect(await crm.survey({ describe: [], count: [] })).toMatchObject({
    counts: [],
    records: new Map(),
    frozen: null,
  })
})

it.each<[string, unknown, string]>([
  ['fewer answers than questions', [], 'survey_unreadable'],
  [
    'an answer without a status',
    [{ statusCode: 200, result: {} }, frozen, { result: {} }],
    'survey_unreadable',
  ],
  [
    'a count that is none',
    [{ statusCode: 200 }, frozen, { statusCode: 200, result: { totalSize: 'x' } }],
    'survey_unreadable',
  ],
  [
    'a question that fails',
    [{ statusCode: 200 }, frozen, { statusCode: 400, result: [{ errorCode: 'QUERY_TIMEOUT', message: '' }] }],
    'query_too_slow',
  ],
])('refuses %s', async (_name, results, code) => {
  const count = [{ object: 'Contact', since: null, until: null }] as const
  expect(await rejection(open(answering(results)).survey({ describe: [], count }))).toMatchObject({
    explanation: { code },
  })
})

it('is itself subject to the session and the budget', async () => {
  const org = answering([])
  org.interrupt = (_sent, path) =>
    path.endsWith('/batch') ? sfError(403, 'REQUEST_LIMIT_EXCEEDED', 'TotalRequests Limit exceeded.') : null
  expect(await rejection(open(org).survey(question))).toMatchObject({ kind: 'out_of_budget' })
})
