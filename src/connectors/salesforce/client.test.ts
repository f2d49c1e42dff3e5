import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { all, json, rejection, sfError } from '../fake-wire.ts'
import {
  fields,
  names,
  idOf,
  rowOf,
  someRows,
  reading,
  open,
  textOf,
  ids,
  paths,
  large,
} from './fake-contacts.ts'
import { fakeOrg } from './fake-org.ts'

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
