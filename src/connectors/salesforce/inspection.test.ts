import { afterEach, beforeEach, expect, test } from 'vitest'
import { silent } from '../../base/log.ts'
import {
  SANDBOX_CALLBACK,
  SANDBOX_CLIENT_ID,
  SANDBOX_CLIENT_SECRET,
  SANDBOX_USERNAME,
} from '../../sandbox/credentials.ts'
import { startSandbox, type Sandbox } from '../../sandbox/sandbox.ts'
import { testClock, type TestClock } from '../../../test/clock.ts'
import { inspectOrg, type InspectionOptions } from './inspection.ts'
import { newProof, openSalesforceOAuth } from './oauth.ts'

// What an org says when a check-up asks, and what it costs.

let sandbox: Sandbox
let clock: TestClock

beforeEach(async () => {
  clock = { ...testClock(), sleep: async () => {} }
  sandbox = await startSandbox({ customers: 12, clock })
})
afterEach(() => sandbox.close())

const inspect = async (more: Partial<InspectionOptions> = {}, scope = ['api', 'refresh_token', 'id']) => {
  const { org, salesforceOrigin: loopback } = sandbox
  const outside = { fetch: globalThis.fetch, clock, log: silent, random: () => 0 }
  const app = { clientId: SANDBOX_CLIENT_ID, clientSecret: SANDBOX_CLIENT_SECRET }
  const oauth = openSalesforceOAuth({ ...outside, domain: { origin: loopback }, app, loopback })
  const { verifier, challenge } = await newProof()
  const userId = org.userNamed(SANDBOX_USERNAME) ?? ''
  const redirectUri = SANDBOX_CALLBACK
  const code = org.grants.addCode({ clientId: app.clientId, redirectUri, challenge, userId, scope })
  const { accessToken } = await oauth.exchangeCode({ code, verifier, redirectUri })
  const session = { accessToken, instanceUrl: loopback }
  return inspectOrg({
    ...outside,
    grant: { current: async () => session, renew: async () => session },
    loopback,
    orgId: org.id,
    userId,
    describe: ['Account', 'Contact', 'User'],
    count: ['Account', 'Contact', 'User'],
    identifier: null,
    ...more,
  })
}

test('everything is asked for in five calls of the org', async () => {
  const before = sandbox.org.usage.used
  const found = await inspect({ identifier: 'AccountNumber' })
  expect(found).toMatchObject({
    version: { used: '68.0', newest: '68.0', deprecated: false },
    aheadMs: 0,
    org: { id: sandbox.org.id, sandbox: false },
    user: { name: expect.any(String), type: 'STANDARD' },
    userProblem: null,
    bulkProblem: null,
    limits: { calls: { max: 100_000 } },
    usage: { allowed: 100_000 },
  })
  expect(found.visible).toEqual(found.counted)
  expect(found.filled).toBeLessThanOrEqual(found.visible['Account'] ?? 0)
  expect(found.objects['Contact']?.fields.find(({ name }) => name === 'Email')?.permissionable).toBe(true)
  expect(found.objects['Account']?.fields.find(({ name }) => name === 'Id')?.permissionable).toBe(false)
  expect(found.calls).toBe(5)
  expect(sandbox.org.usage.used - before).toBeLessThanOrEqual(5)
})

test('what is hidden is a finding: an object, a field, records, the limits', async () => {
  const { org } = sandbox
  org.permissions.hideObject('User', true)
  org.permissions.hideField('Contact', 'Email', true)
  org.permissions.hideRow(org.table('Account').id(0), true)
  org.usage.limitsReadable = false
  const found = await inspect({ identifier: 'NotThere__c' })
  expect(found.objects['User']).toEqual({ visible: false, fields: [] })
  expect(found.visible['User']).toBeNull()
  expect(found.objects['Contact']?.fields.some(({ name }) => name === 'Email')).toBe(false)
  expect(found.counted?.['Account']).toBe((found.visible['Account'] ?? 0) + 1)
  expect([found.limits, found.filled]).toEqual([null, null])
})

test('our clock is compared with the org’s', async () => {
  const ahead = { ...clock, now: () => new Date(clock.now().getTime() + 600_000) }
  expect((await inspect({ clock: ahead })).aheadMs).toBe(600_000)
})

test('an org that is out of calls is no inspection', async () => {
  sandbox.org.usage.used = sandbox.org.usage.max
  await expect(inspect()).rejects.toMatchObject({ kind: 'out_of_budget' })
})

test('a name that could carry a question of its own is never put into one', async () => {
  await expect(inspect({ identifier: "Id = '' OR Name" })).rejects.toThrow(/cannot be a name/)
})
