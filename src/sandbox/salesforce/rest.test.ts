import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest'
import { askToken, Caller, signIn } from '../caller.ts'
import type { Heard, Tokens } from '../caller.ts'
import { startSandbox } from '../sandbox.ts'
import type { Sandbox } from '../sandbox.ts'
import { testClock } from '../../../test/clock.ts'

interface Page {
  readonly totalSize: number
  readonly done: boolean
  readonly nextRecordsUrl?: string
  readonly records: { Id: string; [field: string]: unknown }[]
}

let sandbox: Sandbox
let caller: Caller
const clock = testClock('2026-11-02T10:00:00Z')

beforeAll(async () => {
  sandbox = await startSandbox({ customers: 60, contactsPerAccount: 5, clock })
  caller = new Caller(sandbox, (await signIn(sandbox)).access_token)
})
afterAll(() => sandbox.close())
afterEach(() => {
  sandbox.org.pageSize = null
  sandbox.org.usage.max = 100_000
})

const first = async (rest = ''): Promise<string> =>
  (await caller.query(`SELECT Id FROM Account ${rest} LIMIT 1`)).json<Page>().records[0]?.Id ?? ''

describe('paging', () => {
  test('gives every row once, in order, by a locator of this session', async () => {
    const soql = 'SELECT Id FROM Contact ORDER BY SystemModstamp, Id'
    const whole = (await caller.query(soql)).json<Page>()
    const ids: string[] = []
    let page = (await caller.query(soql, 'query', { 'sforce-query-options': 'batchSize=1' })).json<Page>()
    expect(page.records).toHaveLength(200)
    for (;;) {
      ids.push(...page.records.map((record) => record.Id))
      expect(page.totalSize).toBe(whole.totalSize)
      if (page.nextRecordsUrl === undefined) break
      expect(page.nextRecordsUrl).toMatch(/^\/services\/data\/v66\.0\/query\/\w+-\d+$/)
      page = (await caller.get(page.nextRecordsUrl)).json<Page>()
    }
    expect(page.done).toBe(true)
    expect(ids).toEqual(whole.records.map((record) => record.Id))
  })

  test('a row deleted between pages is missing from its page', async () => {
    sandbox.org.pageSize = 3
    const page = (await caller.query('SELECT Id FROM Account ORDER BY Id')).json<Page>()
    const fourth = (await caller.get(page.nextRecordsUrl ?? '')).json<Page>().records[0]?.Id ?? ''
    sandbox.org.changes.softDelete('Account', fourth)
    expect((await caller.get(page.nextRecordsUrl ?? '')).json<Page>().records).toHaveLength(2)
    sandbox.org.changes.undelete('Account', fourth)
  })

  test('a locator is unknown to another session, after two days, and when made up', async () => {
    sandbox.org.pageSize = 3
    const next = (await caller.query('SELECT Id FROM Account')).json<Page>().nextRecordsUrl ?? ''
    const unknown = [{ message: 'invalid query locator', errorCode: 'INVALID_QUERY_LOCATOR' }]
    const tokens = (await askToken(sandbox, { grant_type: 'client_credentials' })).json<Tokens>()
    expect((await new Caller(sandbox, tokens.access_token).get(next)).json()).toEqual(unknown)
    expect((await caller.get('/query/0r8madeup-3')).json()).toEqual(unknown)
    expect((await caller.get(next)).status).toBe(200)
    sandbox.org.grants.settings.sessionMs = Infinity
    clock.move({ hours: 49 })
    expect((await caller.get(next)).json()).toEqual(unknown)
  })
})

describe('versions', () => {
  test('are listed from 31 to 68 without a session', async () => {
    const heard = await new Caller(sandbox, 'none').get('/services/data')
    const versions = heard.json<{ label: string; version: string }[]>()
    expect(versions.at(0)?.version).toBe('31.0')
    expect(versions.slice(-3).map((one) => one.label)).toEqual(["Spring '26", "Summer '26", "Winter '27"])
    expect(heard.headers.has('sforce-limit-info')).toBe(false)
  })

  test.each([
    ['v69.0', 404],
    ['v30.0', 410],
    ['v31.0', 200],
    ['v66', 404],
  ])('%s answers %i', async (version, status) => {
    expect((await caller.get(`/services/data/${version}/sobjects`)).status).toBe(status)
  })
})

describe('permissions', () => {
  test('a hidden field is gone from describe, from records, and unknown to queries', async () => {
    const id = await first()
    sandbox.org.permissions.hideField('Account', 'ERP_Number__c', true)
    const describe = (await caller.get('/sobjects/Account/describe')).json<{ fields: { name: string }[] }>()
    expect(describe.fields.map((field) => field.name)).not.toContain('ERP_Number__c')
    expect((await caller.get(`/sobjects/Account/${id}`)).json()).not.toHaveProperty('ERP_Number__c')
    expect((await caller.query('SELECT ERP_Number__c FROM Account')).text).toContain('INVALID_FIELD')
    sandbox.org.permissions.hideField('Account', 'ERP_Number__c', false)
    expect((await caller.query('SELECT ERP_Number__c FROM Account')).status).toBe(200)
  })

  test('a hidden row vanishes without a word, and so does it as a parent', async () => {
    const id = await first()
    const before = (await caller.query('SELECT COUNT() FROM Account')).json<Page>().totalSize
    sandbox.org.permissions.hideRow(id, true)
    expect((await caller.query('SELECT COUNT() FROM Account')).json<Page>().totalSize).toBe(before - 1)
    const contacts = await caller.query(`SELECT Id, Account.Name FROM Contact WHERE AccountId = '${id}'`)
    expect(contacts.json<Page>().records[0]?.['Account']).toBeNull()
    expect((await caller.get(`/sobjects/Account/${id}`)).status).toBe(404)
    sandbox.org.permissions.hideRow(id, false)
  })

  test('a hidden object is unknown', async () => {
    sandbox.org.permissions.hideObject('Contact', true)
    expect((await caller.query('SELECT Id FROM Contact')).text).toContain('INVALID_TYPE')
    expect((await caller.get('/sobjects/Contact/describe')).status).toBe(404)
    sandbox.org.permissions.hideObject('Contact', false)
  })
})

describe('limits', () => {
  test('every data answer tells the usage, and a spent day is refused', async () => {
    const heard = await caller.query('SELECT Id FROM Account LIMIT 1')
    expect(heard.headers.get('sforce-limit-info')).toBe(`api-usage=${sandbox.org.usage.used}/100000`)
    sandbox.org.usage.max = sandbox.org.usage.used
    const refused = await caller.query('SELECT Id FROM Account LIMIT 1')
    expect(refused.status).toBe(403)
    expect(refused.json()).toEqual([
      { message: 'TotalRequests Limit exceeded.', errorCode: 'REQUEST_LIMIT_EXCEEDED' },
    ])
  })

  test('the limits page needs a permission, and counts ignore sharing', async () => {
    sandbox.org.usage.limitsReadable = false
    expect((await caller.get('/limits')).status).toBe(403)
    sandbox.org.usage.limitsReadable = true
    const counts = (await caller.get('/limits/recordCount?sObjects=Account')).json<{ sObjects: unknown[] }>()
    const total = (await caller.query('SELECT COUNT() FROM Account')).json<Page>().totalSize
    expect(counts.sObjects).toEqual([{ count: total, name: 'Account' }])
  })

  test('long addresses and long headers are refused', async () => {
    expect((await caller.query(`SELECT Id FROM Account WHERE Name = '${'x'.repeat(16_400)}'`)).status).toBe(
      414,
    )
    expect((await caller.get('/limits', { 'x-long': 'x'.repeat(16_400) })).status).toBe(431)
  })
})

describe('changes', () => {
  test('stamp a row with the clock, in whole seconds', async () => {
    const id = await first()
    clock.move({ minutes: 1.025 })
    sandbox.org.changes.update('Account', id, { Name: 'Renamed' })
    const row = (
      await caller.get(`/sobjects/Account/${id}?fields=Name,SystemModstamp,LastModifiedDate`)
    ).json()
    const stamp = clock
      .now()
      .toISOString()
      .replace(/\d{3}Z$/, '000+0000')
    expect(row).toMatchObject({ Name: 'Renamed', SystemModstamp: stamp, LastModifiedDate: stamp })
  })

  test('deleting an account deletes its contacts; undeleting brings both back under their ids', async () => {
    const id = await first('ORDER BY Id DESC')
    const contacts = `SELECT COUNT() FROM Contact WHERE AccountId = '${id}'`
    const before = (await caller.query(contacts)).json<Page>().totalSize
    sandbox.org.changes.softDelete('Account', id)
    expect((await caller.query(contacts)).json<Page>().totalSize).toBe(0)
    expect((await caller.get(`/sobjects/Account/${id}`)).text).toContain('ENTITY_IS_DELETED')
    const bin = await caller.query(`SELECT Id, IsDeleted FROM Account WHERE Id = '${id}'`, 'queryAll')
    expect(bin.json<Page>().records[0]?.['IsDeleted']).toBe(true)
    sandbox.org.changes.undelete('Account', id)
    expect((await caller.query(contacts)).json<Page>().totalSize).toBe(before)
    sandbox.org.changes.purge('Account', id)
    const gone = await caller.query(`SELECT Id FROM Account WHERE Id = '${id}'`, 'queryAll')
    expect(gone.json<Page>().totalSize).toBe(0)
  })

  test('a merge points the loser at the winner and moves its contacts', async () => {
    const rows = (await caller.query('SELECT Id FROM Account ORDER BY Id LIMIT 2')).json<Page>().records
    const [winner = '', loser = ''] = rows.map((row) => row.Id)
    const moved = (await caller.query(`SELECT Id FROM Contact WHERE AccountId = '${loser}'`)).json<Page>()
      .records
    sandbox.org.changes.merge('Account', winner, [loser])
    const soql = `SELECT MasterRecordId, IsDeleted FROM Account WHERE Id = '${loser}'`
    expect((await caller.query(soql, 'queryAll')).json<Page>().records[0]).toMatchObject({
      MasterRecordId: winner,
      IsDeleted: true,
    })
    const one = (await caller.get(`/sobjects/Contact/${moved[0]?.Id}?fields=AccountId`)).json()
    expect(one).toMatchObject({ AccountId: winner })
  })
})

describe('replication', () => {
  const ask = (verb: 'updated' | 'deleted', start: string): Promise<Heard> => {
    const end = new Date(clock.now().getTime() + 3_600_000).toISOString()
    return caller.get(`/sobjects/Contact/${verb}/?start=${start}&end=${end}`)
  }

  test('tells what changed and what was deleted in a window', async () => {
    clock.move({ minutes: 10 })
    const start = clock.now().toISOString()
    const changed = sandbox.org.changes.insert('Contact', { LastName: 'Fresh' })
    const deleted = sandbox.org.changes.insert('Contact', { LastName: 'Stale' })
    sandbox.org.changes.softDelete('Contact', deleted)
    const deletedDate = clock
      .now()
      .toISOString()
      .replace(/\d{3}Z$/, '000+0000')
    clock.move({ minutes: 10 })
    expect((await ask('updated', start)).json()).toMatchObject({ ids: [changed] })
    expect((await ask('deleted', start)).json()).toMatchObject({
      deletedRecords: [{ id: deleted, deletedDate }],
    })
  })

  test('refuses to look back further than it keeps', async () => {
    const old = new Date(clock.now().getTime() - 16 * 86_400_000).toISOString()
    expect((await ask('deleted', old)).text).toContain('INVALID_REPLICATION_DATE')
    expect((await ask('updated', old)).status).toBe(200)
  })
})

test('composite answers each request in place', async () => {
  const compositeRequest = [
    { method: 'GET', url: '/services/data/v66.0/query?q=SELECT+Id+FROM+Account+LIMIT+1', referenceId: 'a' },
    { method: 'GET', url: '/services/data/v66.0/nothing', referenceId: 'b' },
  ]
  const heard = await caller.call('POST', '/composite', { compositeRequest })
  const answers = heard.json<{ compositeResponse: { httpStatusCode: number; referenceId: string }[] }>()
  expect(answers.compositeResponse.map((one) => [one.referenceId, one.httpStatusCode])).toEqual([
    ['a', 200],
    ['b', 404],
  ])
})

test('named records come in the order asked, null where unseen', async () => {
  const id = await first()
  const ids = ['001000000000001AAA', id]
  const heard = await caller.call('POST', '/composite/sobjects/Account', { ids, fields: ['Id'] })
  expect(heard.json<({ Id: string } | null)[]>().map((row) => row?.Id ?? null)).toEqual([null, id])
})

test('a wrong method names the right ones', async () => {
  const heard = await caller.call('PUT', '/limits', {})
  expect(heard.status).toBe(405)
  expect(heard.text).toContain('Allowed are GET')
})
