import { describe, expect, it } from 'vitest'
import { Gone, OutOfBudget, Refused, SignInAgain } from '../../base/errors.ts'
import { all, json, rejection, sfError } from '../fake-wire.ts'
import { fields, someRows, reading, open } from './fake-contacts.ts'
import { fakeOrg } from './fake-org.ts'

describe('the session', () => {
  it('is renewed once, and the request repeated once', async () => {
    const org = fakeOrg({ fields, rows: someRows(2) })
    let once = true
    org.interrupt = (_sent, path) => {
      if (!once || !path.endsWith('/queryAll')) return null
      once = false
      return sfError(401, 'INVALID_SESSION_ID', 'Session expired or invalid')
    }
    expect(await open(org).count('Contact', { since: null, until: null })).toBe(2)
    expect(org.renewals).toBe(1)
  })

  it('that dies again at once is locked to another address, and nobody renews for ever', async () => {
    const org = fakeOrg({ fields, rows: [] })
    org.interrupt = (_sent, path) =>
      path.endsWith('/queryAll') ? sfError(401, 'INVALID_SESSION_ID', 'Session expired or invalid') : null
    const fault = await rejection(open(org).count('Contact', { since: null, until: null }))
    expect(fault).toBeInstanceOf(Refused)
    expect(fault).toMatchObject({
      explanation: { code: 'session_locked', how: expect.stringContaining('Lock sessions') as string },
    })
    expect(org.renewals).toBe(1)
  })

  it('that somebody else renewed meanwhile is taken as it is now', async () => {
    const org = fakeOrg({ fields, rows: someRows(2) })
    let refused = 0
    org.interrupt = (_sent, path) => {
      if (!path.endsWith('/queryAll') || refused === 2) return null
      // Under rotation their renewal ended the session ours had just begun.
      if (++refused === 2) void org.grant.renew('whichever')
      return sfError(401, 'INVALID_SESSION_ID', 'Session expired or invalid')
    }
    expect(await open(org).count('Contact', { since: null, until: null })).toBe(2)
    expect(org.renewals).toBe(2)
  })

  it.each<[Response, string, unknown, number]>([
    [
      sfError(401, 'INVALID_SESSION_ID', 'This session is not valid for use with the REST API'),
      'session_not_for_rest',
      SignInAgain,
      0,
    ],
    [sfError(401, 'INVALID_AUTH_HEADER'), 'session_unreadable', SignInAgain, 0],
    [
      sfError(403, 'REQUEST_LIMIT_EXCEEDED', 'TotalRequests Limit exceeded.'),
      'daily_calls_spent',
      OutOfBudget,
      0,
    ],
    [sfError(403, 'API_DISABLED_FOR_ORG'), 'api_not_in_edition', Refused, 0],
    [sfError(403, 'API_CURRENTLY_DISABLED'), 'api_not_for_user', Refused, 0],
    [sfError(403, 'INSUFFICIENT_ACCESS'), 'no_permission', Refused, 0],
    [sfError(403, 'FUNCTIONALITY_NOT_ENABLED', 'No [x]'), 'feature_off', Refused, 0],
    [sfError(400, 'INVALID_FIELD', "No such column 'Nme'"), 'field_hidden', Refused, 0],
    [sfError(400, 'INVALID_TYPE'), 'object_hidden', Refused, 0],
    [sfError(400, 'MALFORMED_QUERY'), 'query_malformed', Refused, 0],
    [sfError(410, 'GONE'), 'version_retired', Refused, 0],
    [sfError(404, 'ENTITY_IS_DELETED'), 'deleted', Gone, 0],
    [sfError(400, 'BRAND_NEW', 'Token 00D8d000000AbCd!abc.def leaked'), 'salesforce_refused', Refused, 0],
  ])('%# answers each trouble with its own sentence', async (answer, why, type, renewals) => {
    const org = fakeOrg({ fields, rows: [] })
    org.interrupt = (_sent, path) => (path.endsWith('/queryAll') ? answer.clone() : null)
    const fault = await rejection(open(org).count('Contact', { since: null, until: null }))
    expect(fault).toBeInstanceOf(type)
    expect(fault).toMatchObject({ explanation: { code: why } })
    expect(JSON.stringify(fault)).not.toContain('abc.def')
    expect(org.renewals).toBe(renewals)
  })

  it('waits out a crowd, and then says so', async () => {
    const org = fakeOrg({ fields, rows: [] })
    org.interrupt = (_sent, path) =>
      path.endsWith('/queryAll')
        ? sfError(
            403,
            'REQUEST_LIMIT_EXCEEDED',
            'ConcurrentRequests (Concurrent API Requests) Limit exceeded.',
          )
        : null
    expect(await rejection(open(org).count('Contact', { since: null, until: null }))).toMatchObject({
      kind: 'try_later',
      explanation: { code: 'org_crowded' },
    })
    expect(org.wire.pauses).toHaveLength(3)
  })

  it('goes only where Salesforce is, whatever the grant says', async () => {
    const org = fakeOrg({ fields, rows: [] })
    const grant = {
      ...org.grant,
      current: async () => ({ accessToken: 't', instanceUrl: 'https://acme.my.salesforce.com.evil.com' }),
    }
    expect(await rejection(open(org, { grant }).describe('Contact'))).toMatchObject({
      explanation: { code: 'instance_foreign' },
    })
    expect(org.wire.sent).toEqual([])
  })

  it('counts the calls the org counts, hears the day’s usage, tells the time, and sends no token for the list of versions', async () => {
    const org = fakeOrg({ fields, rows: someRows(1) })
    const crm = open(org)
    expect([crm.usage(), crm.calls()]).toEqual([null, 0])
    expect(await crm.serverTime()).toBe('2026-11-22T10:00:00.000Z')
    expect(org.wire.sent[0]?.headers.get('authorization')).toBeNull()
    await all(crm.read(reading()))
    expect(crm.usage()).toEqual({ used: 24, allowed: 15_000 })
    // The list of versions is public and costs nothing.
    expect(crm.calls()).toBe(org.wire.sent.filter(({ url }) => url.pathname !== '/services/data').length)
  })

  it.each([
    [' api-usage=5/10', { used: 5, allowed: 10 }],
    ['per-app-api-usage=1/2(appName=x), api-usage = 7 / 8', { used: 7, allowed: 8 }],
    ['per-app-api-usage=1/2', null],
    ['nonsense', null],
  ])('reads the usage out of %j', async (header, usage) => {
    const org = fakeOrg({ fields, rows: [] })
    org.interrupt = (_sent, path) =>
      path.endsWith('/queryAll')
        ? json({ totalSize: 0, done: true, records: [] }, 200, { 'sforce-limit-info': header })
        : null
    const crm = open(org)
    await crm.count('Contact', { since: null, until: null })
    expect(crm.usage()).toEqual(usage)
  })

  it('speaks the newest version both sides know, or the one it is told', async () => {
    for (const [listed, told, spoken] of [
      [['66.0', '70.0'], undefined, '/v68.0/'],
      [['52.0'], undefined, '/v52.0/'],
      [['66.0'], '60.0', '/v60.0/'],
    ] as const) {
      const org = fakeOrg({ fields, rows: [] })
      org.interrupt = (_sent, path) =>
        path === '/services/data' ? json(listed.map((version) => ({ version }))) : json({ fields: [] })
      await open(org, told === undefined ? {} : { version: told }).describe('Contact')
      expect(org.wire.sent.at(-1)?.url.pathname).toContain(spoken)
    }
  })
})
