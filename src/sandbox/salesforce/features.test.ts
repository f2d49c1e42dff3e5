import { afterEach, describe, expect, test } from 'vitest'
import { Caller, signIn } from '../caller.ts'
import { startSandbox } from '../sandbox.ts'
import type { Sandbox, SandboxOptions } from '../sandbox.ts'
import { testClock } from '../../../test/clock.ts'

interface Page {
  readonly totalSize: number
  readonly records: Record<string, unknown>[]
}

const clock = testClock('2026-11-02T10:00:00Z')
let sandbox: Sandbox
let caller: Caller
afterEach(() => sandbox.close())

const start = async (options: SandboxOptions = {}): Promise<void> => {
  sandbox = await startSandbox({ customers: 30, clock, ...options })
  caller = new Caller(sandbox, (await signIn(sandbox)).access_token)
}

const rows = async (soql: string, verb: 'query' | 'queryAll' = 'query') =>
  (await caller.query(soql, verb)).json<Page>().records
const refusal = async (soql: string): Promise<string> => {
  const heard = await caller.query(soql)
  return heard.status === 400 ? (heard.json<{ errorCode: string }[]>()[0]?.errorCode ?? '') : 'answered'
}
const objects = async (): Promise<string[]> =>
  (await caller.get('/sobjects')).json<{ sobjects: { name: string }[] }>().sobjects.map((one) => one.name)
const fieldsOf = async (name: string): Promise<string[]> =>
  (await caller.get(`/sobjects/${name}/describe`))
    .json<{ fields: { name: string }[] }>()
    .fields.map((one) => one.name)

test('without a feature its objects and fields are unknown', async () => {
  await start()
  expect(await objects()).toEqual(['Account', 'Contact', 'Organization', 'User'])
  expect(await refusal('SELECT Id FROM AccountContactRelation')).toBe('INVALID_TYPE')
  expect(await refusal('SELECT Id FROM UserLogin')).toBe('INVALID_TYPE')
  for (const field of ['CurrencyIsoCode', 'IsPersonAccount', 'PersonEmail', 'BillingStateCode'])
    expect(await refusal(`SELECT ${field} FROM Account`)).toBe('INVALID_FIELD')
  expect(
    (await caller.control('insert', { object: 'Account', fields: { CurrencyIsoCode: 'EUR' } })).status,
  ).toBe(400)
})

test('currencies and codes appear when switched on; some cannot be switched off again', async () => {
  await start({ multiCurrency: true })
  expect(await fieldsOf('User')).toContain('DefaultCurrencyIsoCode')
  expect((await rows('SELECT CurrencyIsoCode FROM Account LIMIT 1'))[0]?.['CurrencyIsoCode']).toMatch(
    /^[A-Z]{3}$/,
  )
  expect((await caller.control('setFeature', { feature: 'multiCurrency', on: false })).status).toBe(400)
  const address = 'SELECT BillingAddress FROM Account WHERE BillingCountry != null LIMIT 1'
  expect((await rows(address))[0]?.['BillingAddress']).not.toHaveProperty('countryCode')
  await caller.control('setFeature', { feature: 'statePicklists', on: true })
  expect((await rows(address))[0]?.['BillingAddress']).toMatchObject({
    countryCode: expect.stringMatching(/^[A-Z]{2}$/) as string,
    stateCode: null,
  })
  expect(await fieldsOf('Contact')).toContain('MailingCountryCode')
})

describe('contacts to multiple accounts', () => {
  const ofContact = (id: string, verb: 'query' | 'queryAll' = 'query') =>
    rows(
      `SELECT AccountId, IsDirect, IsDeleted, Roles FROM AccountContactRelation WHERE ContactId = '${id}'`,
      verb,
    )
  const somebody = async (): Promise<{ id: string; at: string; to: string }> => {
    const [first, ...rest] = await rows(
      'SELECT Id, AccountId FROM Contact WHERE AccountId != null ORDER BY Id',
    )
    const at = String(first?.['AccountId'])
    const to = String(rest.find((one) => one['AccountId'] !== at)?.['AccountId'])
    return { id: String(first?.['Id']), at, to }
  }

  test('every contact with an account has its direct row, and some have another', async () => {
    await start({ contactsToMultipleAccounts: true })
    const contacts = await rows('SELECT Id, AccountId FROM Contact WHERE AccountId != null ORDER BY Id')
    const direct = await rows(
      'SELECT Id, ContactId, AccountId, Account.Name FROM AccountContactRelation WHERE IsDirect = true ORDER BY ContactId',
    )
    expect(direct.map((one) => [one['ContactId'], one['AccountId']])).toEqual(
      contacts.map((one) => [one['Id'], one['AccountId']]),
    )
    expect(direct[0]?.['Id']).toMatch(/^07k/)
    const indirect = await rows(
      'SELECT AccountId, Contact.AccountId FROM AccountContactRelation WHERE IsDirect = false',
    )
    expect(indirect.length).toBeGreaterThan(3)
    for (const one of indirect)
      expect(one['AccountId']).not.toBe((one['Contact'] as Record<string, unknown>)['AccountId'])
  })

  test('a contact that moves keeps its former account, or does not', async () => {
    await start({ contactsToMultipleAccounts: true })
    const { id, at, to } = await somebody()
    sandbox.org.changes.update('Contact', id, { AccountId: to })
    expect(await ofContact(id)).toMatchObject([
      { AccountId: at, IsDirect: false },
      { AccountId: to, IsDirect: true },
    ])
    sandbox.org.changes.update('Contact', id, { AccountId: at })
    expect(await ofContact(id)).toMatchObject([
      { AccountId: at, IsDirect: true },
      { AccountId: to, IsDirect: false },
    ])
    await caller.control('setKeepFormerAccounts', { on: false })
    sandbox.org.changes.update('Contact', id, { AccountId: null })
    expect(await ofContact(id)).toMatchObject([{ AccountId: to, IsDirect: false }])
    expect(await ofContact(id, 'queryAll')).toHaveLength(2)
  })

  test('rows come and go with contacts and accounts, and move with a merge', async () => {
    await start({ contactsToMultipleAccounts: true })
    const { id, at, to } = await somebody()
    const fresh = sandbox.org.changes.insert('Contact', { LastName: 'Fresh', AccountId: at })
    expect(await ofContact(fresh)).toMatchObject([{ AccountId: at, IsDirect: true }])
    sandbox.org.changes.softDelete('Contact', fresh)
    expect(await ofContact(fresh)).toEqual([])
    expect(await ofContact(fresh, 'queryAll')).toMatchObject([{ IsDeleted: true }])
    sandbox.org.changes.undelete('Contact', fresh)
    const extra = sandbox.org.changes.insert('AccountContactRelation', { AccountId: to, ContactId: fresh })
    sandbox.org.changes.merge('Account', to, [at])
    expect((await ofContact(id))[0]).toMatchObject({ AccountId: to, IsDirect: true })
    sandbox.org.changes.softDelete('Account', to)
    expect(await rows(`SELECT Id FROM AccountContactRelation WHERE AccountId = '${to}'`)).toEqual([])
    expect(extra).toMatch(/^07k/)
  })

  test('switching on makes rows stamped now, switching off drops the indirect ones', async () => {
    await start()
    await caller.control('setFeature', { feature: 'contactsToMultipleAccounts', on: true })
    const stamp = clock.now().toISOString().replace('Z', '+0000')
    const [row] = await rows('SELECT SystemModstamp, CreatedDate FROM AccountContactRelation LIMIT 1')
    expect(row).toMatchObject({ SystemModstamp: stamp, CreatedDate: stamp })
    await caller.control('setFeature', { feature: 'contactsToMultipleAccounts', on: false })
    expect(await refusal('SELECT Id FROM AccountContactRelation')).toBe('INVALID_TYPE')
    await caller.control('setFeature', { feature: 'contactsToMultipleAccounts', on: true })
    expect(await rows('SELECT Id FROM AccountContactRelation WHERE IsDirect = false')).toEqual([])
  })
})

describe('person accounts', () => {
  const person = async (): Promise<Record<string, unknown>> =>
    (
      await rows(
        'SELECT Id, Name, PersonContactId, PersonEmail FROM Account WHERE IsPersonAccount = true AND PersonEmail != null LIMIT 1',
      )
    )[0] ?? {}

  test('are one human with two ids', async () => {
    await start({ personAccounts: true, contactsToMultipleAccounts: true })
    const account = await person()
    const id = String(account['PersonContactId'])
    expect(id).toMatch(/^003/)
    const [contact] = await rows(
      `SELECT Name, Email, AccountId, IsPersonAccount FROM Contact WHERE Id = '${id}'`,
    )
    expect(contact).toMatchObject({
      Name: account['Name'],
      Email: account['PersonEmail'],
      AccountId: account['Id'],
      IsPersonAccount: true,
    })
    expect(await rows(`SELECT Id FROM AccountContactRelation WHERE ContactId = '${id}'`)).toEqual([])
    expect(await fieldsOf('Account')).toContain('Finance_Role__pc')
    expect((await rows('SELECT Id FROM Account WHERE IsPersonAccount = false')).length).toBeGreaterThan(20)
  })

  test('change on both sides, and go together', async () => {
    await start({ personAccounts: true })
    const account = await person()
    const [id, contactId] = [String(account['Id']), String(account['PersonContactId'])]
    clock.move({ minutes: 5 })
    sandbox.org.changes.update('Account', id, { PersonEmail: 'new@home.example', LastName: 'Married' })
    const shown = 'SELECT Email, LastName, Name, SystemModstamp FROM Contact WHERE Id ='
    const [contact] = await rows(`${shown} '${contactId}'`)
    expect(contact).toMatchObject({ Email: 'new@home.example', LastName: 'Married' })
    expect(contact?.['SystemModstamp']).toBe(
      clock
        .now()
        .toISOString()
        .replace(/\d{3}Z/, '000+0000'),
    )
    sandbox.org.changes.update('Contact', contactId, { Email: 'back@home.example' })
    expect((await rows(`SELECT PersonEmail FROM Account WHERE Id = '${id}'`))[0]).toMatchObject({
      PersonEmail: 'back@home.example',
    })
    sandbox.org.changes.softDelete('Account', id)
    expect(await rows(`${shown} '${contactId}'`)).toEqual([])
    expect(await rows(`${shown} '${contactId}'`, 'queryAll')).toHaveLength(1)
  })
})

test('account team members never enter the recycle bin', async () => {
  await start({ accountTeams: true })
  const [row] = await rows(
    "SELECT Id, UserId, User.Email FROM AccountTeamMember WHERE TeamMemberRole = 'Collections' LIMIT 1",
  )
  const id = String(row?.['Id'])
  expect(id).toMatch(/^01M/)
  sandbox.org.changes.softDelete('AccountTeamMember', id)
  expect(await rows(`SELECT Id FROM AccountTeamMember WHERE Id = '${id}'`, 'queryAll')).toEqual([])
})

test('who is frozen is seen with a permission; the frozen lose what they approved and stay active', async () => {
  await start()
  const id = sandbox.org.table('User').id(0)
  await caller.control('setManageUsers', { on: true })
  const soql = `SELECT IsFrozen, User.IsActive FROM UserLogin WHERE UserId = '${id}'`
  expect((await rows(soql))[0]).toMatchObject({ IsFrozen: false })
  await caller.control('freezeUser', { id })
  expect((await caller.get('/limits')).status).toBe(401)
  await caller.control('freezeUser', { id, on: false })
  caller = new Caller(sandbox, (await signIn(sandbox)).access_token)
  expect((await rows(soql))[0]).toMatchObject({ IsFrozen: false, User: { IsActive: true } })
})

test('contacts without an account are invisible without View All', async () => {
  await start()
  const soql = 'SELECT Id FROM Contact WHERE AccountId = null'
  const before = (await caller.get('/limits/recordCount?sObjects=Contact')).text
  expect((await rows(soql)).length).toBeGreaterThan(0)
  await caller.control('setViewAll', { on: false })
  expect(await rows(soql)).toEqual([])
  expect((await caller.get('/limits/recordCount?sObjects=Contact')).text).toBe(before)
})

test("the system's own users have no first name and an address without a dot", async () => {
  await start()
  const [row] = await rows("SELECT FirstName, Email, Username FROM User WHERE UserType = 'AutomatedProcess'")
  const org = sandbox.org.id.toLowerCase()
  expect(row).toMatchObject({ FirstName: null, Email: `noreply@${org}`, Username: `autoproc@${org}` })
})
