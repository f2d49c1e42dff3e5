import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { Gone, OutOfBudget, Refused, SignInAgain, TryLater } from '../../base/errors.ts'
import type { CrmPage, Reading } from '../connector.ts'
import { all, brokenOff, json, page, rejection, sfError } from '../fake-wire.ts'
import { openSalesforce } from './client.ts'
import type { SalesforceOptions } from './client.ts'
import { fakeOrg } from './fake-org.ts'
import type { FakeOrg, FakeRow } from './fake-org.ts'

const fields = {
  Id: 'id',
  SystemModstamp: 'datetime',
  LastName: 'string',
  Title: 'string',
  IsDeleted: 'boolean',
  Score__c: 'double',
  Seen__c: 'datetime',
}
const names = Object.keys(fields)
const idOf = (n: number): string => `003000000000${String(n).padStart(3, '0')}AAA`
const rowOf = (n: number, more: FakeRow = {}): FakeRow => ({
  Id: idOf(n),
  // Three rows share each second, as they do in real orgs.
  SystemModstamp: new Date(Date.UTC(2026, 4, 1) + Math.floor(n / 3) * 1000).toISOString(),
  LastName: `Name ${n}`,
  ...more,
})
const someRows = (count: number): FakeRow[] => Array.from({ length: count }, (_, n) => rowOf(n))
const reading = (more: Partial<Reading> = {}): Reading => ({
  object: 'Contact',
  fields: names,
  since: null,
  until: '2026-11-22T10:00:00.000Z',
  after: null,
  expected: 0,
  ...more,
})
const open = (org: FakeOrg, more: Partial<SalesforceOptions> = {}) =>
  openSalesforce({ ...org.wire, grant: org.grant, ...more })
const textOf = (pages: readonly CrmPage[]): string =>
  pages.map((each) => Buffer.from(each.csv).toString()).join('')
const ids = (pages: readonly CrmPage[]): string[] =>
  [...textOf(pages).matchAll(/^"(003\w{15})"/gm)].map((found) => found[1] ?? '')
const paths = (org: FakeOrg): string[] =>
  org.wire.sent.map((each) => `${each.method} ${each.url.pathname.replace('/services/data/v67.0', '')}`)
const large = { expected: 1_000_000 }

describe('both transports', () => {
  it('give the same rows, byte for byte', async () => {
    const text = fc.oneof(
      fc.constantFrom(
        null,
        'NA',
        'null',
        'None',
        '"',
        '""',
        'a\nb',
        'a\r\nb',
        ',',
        ' ',
        "O'Neil",
        '2026-05-01T07:25:37.000+0000',
        '012',
        'Łódź 𝄞 中',
      ),
      fc.string({ unit: 'binary', minLength: 1 }),
    )
    const score = fc.oneof(
      fc.constant(null),
      fc.constantFrom('12.0', '1.0E7', '123456789012345678', '-0.5').map((number) => ({ number })),
    )
    const row = fc.record({
      LastName: text,
      Title: text,
      IsDeleted: fc.boolean(),
      Score__c: score,
      Seen__c: fc.constantFrom(null, '2026-05-01T07:25:37.000Z'),
    })
    await fc.assert(
      fc.asyncProperty(fc.array(row, { maxLength: 12 }), async (made) => {
        const org = fakeOrg({ fields, rows: made.map((each, n) => rowOf(n, each)) })
        const small = await all(open(org).read(reading()))
        const big = await all(open(org, { bulkPageRows: 4 }).read(reading(large)))
        expect(textOf(big)).toBe(textOf(small))
        expect(textOf(small)).not.toContain('\0')
        const counts = [small, big].map((pages) => pages.reduce((sum, each) => sum + each.rows, 0))
        expect(counts).toEqual([made.length, made.length])
      }),
      { seed: 7, numRuns: 150 },
    )
  })

  it('read between bounds and behind a cursor', async () => {
    const org = fakeOrg({ fields, rows: someRows(12) })
    const between = reading({ since: '2026-05-01T00:00:01Z', until: '2026-05-01T00:00:03.000Z' })
    for (const expected of [0, 1_000_000]) {
      expect(ids(await all(open(org).read({ ...between, expected })))).toEqual([3, 4, 5, 6, 7, 8].map(idOf))
      const after = { stamp: '2026-05-01T00:00:01.000Z', id: idOf(4) }
      expect(ids(await all(open(org).read({ ...between, after, expected })))).toEqual([5, 6, 7, 8].map(idOf))
    }
    expect(await open(org).count('Contact', between)).toBe(6)
  })

  it('are chosen by the rows expected', async () => {
    const org = fakeOrg({ fields, rows: someRows(2) })
    await all(open(org).read(reading({ expected: 9_999 })))
    expect(paths(org).some((each) => each.includes('jobs'))).toBe(false)
    await all(open(org).read(reading({ expected: 10_000 })))
    expect(paths(org).some((each) => each.includes('jobs'))).toBe(true)
  })

  it('stand in for each other where an org cannot do one', async () => {
    const org = fakeOrg({ fields, rows: someRows(5) })
    org.interrupt = (sent, path) =>
      path.endsWith('/jobs/query')
        ? sfError(400, 'API_ERROR', "Entity 'Contact' is not supported by the Bulk API.")
        : null
    expect(ids(await all(open(org).read(reading(large))))).toHaveLength(5)
    org.interrupt = (sent, path) => (path.endsWith('/queryAll') ? sfError(400, 'QUERY_TIMEOUT') : null)
    expect(ids(await all(open(org).read(reading())))).toHaveLength(5)
  })

  it('send a question too long for an address by a job', async () => {
    const many = Object.fromEntries(
      Array.from({ length: 400 }, (_, n) => [`A_rather_long_field_name_${n}__c`, 'string']),
    )
    const org = fakeOrg({ fields: { ...fields, ...many }, rows: someRows(1) })
    await all(open(org).read(reading({ fields: [...names, ...Object.keys(many)] })))
    expect(paths(org)).toContain('POST /jobs/query')
  })
})

describe('paging', () => {
  it('gives the cursor that is true once a page is stored', async () => {
    const org = fakeOrg({ fields, rows: someRows(5) })
    const pages = await all(open(org).read(reading()))
    expect(pages.map((each) => each.cursor)).toEqual([
      { stamp: '2026-05-01T00:00:00.000Z', id: idOf(2) },
      { stamp: '2026-05-01T00:00:01.000Z', id: idOf(4) },
    ])
  })

  it.each([
    ['a session that ends', () => sfError(401, 'INVALID_SESSION_ID', 'Session expired or invalid')],
    ['an expired locator', () => sfError(400, 'INVALID_QUERY_LOCATOR', 'invalid query locator')],
    ['an unknown locator', () => sfError(404, 'NOT_FOUND')],
  ])('after %s starts again behind the last row, not at the dead locator', async (_name, trouble) => {
    const org = fakeOrg({ fields, rows: someRows(10) })
    let dead: string | null = null
    org.interrupt = (_sent, path) => {
      if (dead === null && path.includes('/query/')) dead = path
      return dead === path ? trouble() : null
    }
    expect(ids(await all(open(org).read(reading())))).toEqual(someRows(10).map((row) => row['Id']))
    expect(paths(org).filter((each) => dead?.endsWith(each.slice(4)))).toHaveLength(1)
  })

  it('gives up when no locator ever works and the read does not grow', async () => {
    const org = fakeOrg({ fields, rows: someRows(60) })
    org.interrupt = (_sent, path) => (path.includes('/query/') ? sfError(400, 'INVALID_QUERY_LOCATOR') : null)
    expect(await rejection(all(open(org).read(reading())))).toBeInstanceOf(TryLater)
    expect(org.wire.sent.length).toBeLessThan(25)
  })

  it('is not led astray by a record that changes meanwhile', async () => {
    const rows = someRows(7)
    const org = fakeOrg({ fields, rows })
    let broken = false
    org.interrupt = (sent, path) => {
      if (path.includes('/query/') && !broken) {
        broken = true
        return sfError(401, 'INVALID_SESSION_ID')
      }
      if (broken || !path.endsWith('/queryAll')) return null
      const moved = rows
        .slice(0, 3)
        .map((row, n) => ({
          attributes: {},
          ...row,
          ...blanks,
          SystemModstamp: n === 2 ? '2026-11-22T10:30:00.000+0000' : row['SystemModstamp'],
        }))
      return json({
        totalSize: 7,
        done: false,
        nextRecordsUrl: '/services/data/v67.0/query/x',
        records: moved,
      })
    }
    const pages = await all(open(org).read(reading()))
    expect(pages[0]?.cursor?.id).toBe(idOf(1))
    expect(new Set(ids(pages))).toEqual(new Set(rows.map((row) => row['Id'])))
  })

  const blanks = { Title: null, IsDeleted: false, Score__c: null, Seen__c: null }
  const whole = { attributes: {}, ...rowOf(1), ...blanks, SystemModstamp: '2026-05-01T00:00:00.000+0000' }
  it.each<[string, object, string]>([
    ['fewer rows than announced', { totalSize: 2, done: true, records: [whole] }, 'short_read'],
    ['more rows than announced', { totalSize: 0, done: true, records: [whole] }, 'short_read'],
    ['half a row', { totalSize: 1, done: true, records: [{ ...whole, Title: undefined }] }, 'row_incomplete'],
    [
      'a row without an id',
      { totalSize: 1, done: true, records: [{ ...whole, Id: null }] },
      'row_incomplete',
    ],
    ['no records at all', { totalSize: 1, done: true }, 'page_unreadable'],
    ['no next page although not done', { totalSize: 2, done: false, records: [whole] }, 'page_unreadable'],
    [
      'a next page elsewhere',
      { totalSize: 2, done: false, records: [whole], nextRecordsUrl: '//evil.com/x' },
      'page_unreadable',
    ],
  ])('refuses %s', async (_name, body, why) => {
    const org = fakeOrg({ fields, rows: [] })
    org.interrupt = (_sent, path) => (path.endsWith('/queryAll') ? json(body) : null)
    expect(await rejection(all(open(org).read(reading())))).toMatchObject({
      kind: 'try_later',
      explanation: { code: why },
    })
  })
})

describe('bulk jobs', () => {
  it('cost one call to make, one to watch, one per page, one to remove', async () => {
    const org = fakeOrg({ fields, rows: someRows(10) })
    await all(open(org, { bulkPageRows: 4 }).read(reading(large)))
    expect(paths(org).slice(2)).toEqual([
      'POST /jobs/query',
      'GET /jobs/query/750000000000100',
      ...Array.from({ length: 3 }, () => 'GET /jobs/query/750000000000100/results'),
      'DELETE /jobs/query/750000000000100',
    ])
    expect(JSON.parse(org.wire.sent[2]?.body ?? '')).toMatchObject({
      operation: 'queryAll',
      contentType: 'CSV',
      columnDelimiter: 'COMMA',
      lineEnding: 'LF',
    })
  })

  it('are removed when the reader stops early, and aborted first when unfinished', async () => {
    const org = fakeOrg({ fields, rows: someRows(10) })
    for await (const each of open(org, { bulkPageRows: 2 }).read(reading(large))) if (each.rows > 0) break
    expect(paths(org).at(-1)).toMatch(/^DELETE/)
    const other = fakeOrg({ fields, rows: someRows(1) })
    other.interrupt = (sent, path) =>
      sent.method === 'GET' && path.includes('/jobs/') ? json({ state: 'Aborted' }) : null
    expect(await rejection(all(open(other).read(reading(large))))).toMatchObject({
      explanation: { code: 'job_aborted' },
    })
    expect(
      paths(other)
        .slice(-2)
        .map((each) => each.split(' ')[0]),
    ).toEqual(['PATCH', 'DELETE'])
  })

  it('are watched with growing pauses', async () => {
    const org = fakeOrg({ fields, rows: someRows(1) })
    let looks = 0
    org.interrupt = (sent, path) =>
      sent.method === 'GET' && /jobs\/query\/\w+$/.test(path) && ++looks < 9
        ? json({ state: 'InProgress' })
        : null
    await all(open(org).read(reading(large)))
    expect(org.wire.pauses).toEqual([500, 1000, 2000, 4000, 8000, 16_000, 30_000, 30_000, 30_000])
    org.interrupt = (sent, path) =>
      sent.method === 'GET' && /jobs\/query\/\w+$/.test(path) ? json({ state: 'InProgress' }) : null
    expect(await rejection(all(open(org).read(reading(large))))).toMatchObject({
      explanation: { code: 'job_too_slow' },
    })
  })

  it('go on where a page broke off, without repeating or losing a row', async () => {
    const rows = someRows(9)
    const org = fakeOrg({ fields, rows })
    let tries = 0
    org.interrupt = (sent, path) => {
      if (!path.endsWith('/results') || sent.url.searchParams.get('locator') !== '3' || ++tries > 2)
        return null
      const lines = rows
        .slice(3, 6)
        .map((row) => names.map((name) => `"${typeof row[name] === 'string' ? row[name] : ''}"`).join(','))
      const head = names.map((name) => `"${name}"`).join(',')
      const headers = { 'content-type': 'text/csv', 'sforce-locator': '6', 'sforce-numberofrecords': '3' }
      const part = `${head}\n${lines.slice(0, tries).join('\n')}\n"003`
      // Once the line breaks, once a proxy ends the body as if it were whole.
      return tries === 1 ? brokenOff([part], headers) : new Response(part, { headers })
    }
    expect(ids(await all(open(org, { bulkPageRows: 3 }).read(reading(large))))).toEqual(
      rows.map((row) => row['Id']),
    )
    expect(tries).toBe(3)
  })

  const results =
    (text: string, headers: Record<string, string> = {}) =>
    (org: FakeOrg) => {
      org.interrupt = (_sent, path) =>
        path.endsWith('/results')
          ? new Response(text, { headers: { 'content-type': 'text/csv', ...headers } })
          : null
    }
  const head = `${names.map((name) => `"${name}"`).join(',')}\n`
  const one = `"${idOf(1)}","2026-05-01T00:00:00.000Z","","","false","",""\n`
  it.each<[string, (org: FakeOrg) => void, string]>([
    ['other columns', results(head.replace('"Title"', '"Name"') + one), 'columns_differ'],
    [
      'columns in another order',
      results(head.replace('"LastName","Title"', '"Title","LastName"') + one),
      'columns_differ',
    ],
    ['a count in the page that is wrong', results(head + one, { 'sforce-numberofrecords': '2' }), 'cut_off'],
    ['fewer rows than the job found', results(head + one), 'short_read'],
    ['an empty body for rows', results(''), 'short_read'],
    ['half a row at the end, each time', results(`${head}"003`), 'cut_off'],
    [
      'a page of HTML',
      (org) => (org.interrupt = (_s, path) => (path.endsWith('/results') ? page() : null)),
      'source_away',
    ],
    [
      'a version that differs',
      (org) => (org.interrupt = (_s, path) => (path.endsWith('/results') ? sfError(409, 'API_ERROR') : null)),
      'conflict',
    ],
    [
      'a job that is never complete',
      (org) =>
        (org.interrupt = (_s, path) => (path.endsWith('/results') ? sfError(412, 'JOB_NOT_COMPLETE') : null)),
      'job_not_complete',
    ],
    [
      'a failed job',
      (org) =>
        (org.interrupt = (s, path) =>
          s.method === 'GET' && /query\/\w+$/.test(path)
            ? json({ state: 'Failed', errorMessage: "INVALID_FIELD: No such column 'Gone__c'" })
            : null),
      'field_hidden',
    ],
    [
      'no more jobs today',
      (org) =>
        (org.interrupt = (_s, path) =>
          path.endsWith('/jobs/query') ? sfError(400, 'LIMIT_EXCEEDED') : null),
      'daily_jobs_spent',
    ],
  ])('refuse %s', async (_name, arrange, why) => {
    const org = fakeOrg({ fields, rows: someRows(2) })
    arrange(org)
    expect(await rejection(all(open(org).read(reading(large))))).toMatchObject({ explanation: { code: why } })
    expect(org.wire.sent.length).toBeLessThan(40)
  })

  it.each([head, '', head.trimEnd()])('take %j for no rows', async (text) => {
    const org = fakeOrg({ fields, rows: [] })
    results(text, { 'sforce-numberofrecords': '0', 'sforce-locator': 'null' })(org)
    expect(await all(open(org).read(reading(large)))).toEqual([])
  })
})

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

  it('that dies again at once asks a person', async () => {
    const org = fakeOrg({ fields, rows: [] })
    org.interrupt = (_sent, path) =>
      path.endsWith('/queryAll') ? sfError(401, 'INVALID_SESSION_ID', 'Session expired or invalid') : null
    const fault = await rejection(open(org).count('Contact', { since: null, until: null }))
    expect(fault).toBeInstanceOf(SignInAgain)
    expect(fault).toMatchObject({
      explanation: { code: 'session_over', how: expect.stringContaining('Lock sessions') as string },
    })
    expect(org.renewals).toBe(1)
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

  it('counts calls, hears the day’s usage, tells the time, and sends no token for the list of versions', async () => {
    const org = fakeOrg({ fields, rows: someRows(1) })
    const crm = open(org)
    expect([crm.usage(), crm.calls()]).toEqual([null, 0])
    expect(await crm.serverTime()).toBe('2026-11-22T10:00:00.000Z')
    expect(org.wire.sent[0]?.headers.get('authorization')).toBeNull()
    await all(crm.read(reading()))
    expect(crm.usage()).toEqual({ used: 24, allowed: 15_000 })
    expect(crm.calls()).toBe(org.wire.sent.length)
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

describe('describing', () => {
  it('leaves out what no cell can hold', async () => {
    const org = fakeOrg({ fields: { ...fields, MailingAddress: 'address' }, rows: [] })
    const description = await open(org).describe('Contact')
    expect(description.fields.map((each) => each.name)).toEqual(names)
    expect(description.fields[5]).toEqual({
      name: 'Score__c',
      label: 'Score__c',
      type: 'double',
      custom: true,
      calculated: false,
      filterable: true,
      referenceTo: [],
    })
  })

  it('names the fields and objects that are hidden before asking for rows', async () => {
    const org = fakeOrg({ fields, rows: [] })
    const fault = await rejection(all(open(org).read(reading({ fields: [...names, 'Secret__c'] }))))
    expect(fault).toMatchObject({
      explanation: { code: 'field_hidden', what: expect.stringContaining('Secret__c') as string },
    })
    expect(paths(org).some((each) => each.includes('queryAll'))).toBe(false)
    org.interrupt = (_sent, path) => (path.endsWith('/describe') ? sfError(404, 'NOT_FOUND') : null)
    expect(await rejection(open(org).describe('Contact'))).toMatchObject({
      explanation: { code: 'object_hidden' },
    })
  })
})

describe('identity', () => {
  const arranged = (userinfo: () => Response) => {
    const org = fakeOrg({ fields, rows: [] })
    org.interrupt = (sent, path) => {
      const soql = sent.url.searchParams.get('q') ?? ''
      if (path === '/services/oauth2/userinfo') return userinfo()
      if (soql.includes('Organization'))
        return few({ Id: '00D8d000000AbCdEAK', Name: 'Acme', IsSandbox: true })
      if (soql.includes('FROM User')) return few({ Id: '0058d000001XyZaAAK', Name: 'Ada', Email: null })
      return path === '/services/data/v67.0'
        ? json({ identity: 'https://test.salesforce.com/id/00D8d000000AbCdEAK/0058d000001XyZaAAK' })
        : null
    }
    return org
  }
  const few = (record: object): Response => json({ totalSize: 1, done: true, records: [record] })

  it('comes from the org and from userinfo', async () => {
    const org = arranged(() => json({ user_id: '0058d000001XyZaAAK', name: 'Ada', email: 'ada@acme.com' }))
    expect(await open(org).identity()).toEqual({
      orgId: '00D8d000000AbCdEAK',
      orgName: 'Acme',
      sandbox: true,
      userId: '0058d000001XyZaAAK',
      userName: 'Ada',
      userEmail: 'ada@acme.com',
    })
  })

  it('comes by a query where userinfo is refused in plain text', async () => {
    const org = arranged(() => new Response('Bad_OAuth_Token', { status: 403 }))
    expect(await open(org).identity()).toMatchObject({
      userId: '0058d000001XyZaAAK',
      userName: 'Ada',
      userEmail: null,
    })
    expect(org.renewals).toBe(1)
  })
})
