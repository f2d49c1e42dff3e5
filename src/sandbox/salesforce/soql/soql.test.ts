import { beforeAll, describe, expect, test } from 'vitest'
import { seedCompany } from '../../seed/company-seed.ts'
import { ApiError } from '../api-error.ts'
import { Changes } from '../changes.ts'
import { Features } from '../features.ts'
import { idOf } from '../id.ts'
import { Permissions } from '../permissions.ts'
import { schemas } from '../schema.ts'
import { Table } from '../table.ts'
import { recordOf } from './records.ts'
import { runSoql } from './run.ts'

const now = new Date('2026-11-02T10:00:00Z')
const none = new Features(() => undefined)
let permissions: Permissions

beforeAll(() => {
  const tables = new Map(schemas.map((schema) => [schema.name.toLowerCase(), new Table(schema)]))
  const changes = new Changes(tables, none, () => now, [])
  permissions = new Permissions(tables, none, () => now)
  const user = changes.insert('User', {
    FirstName: 'Noor',
    LastName: 'Haddad',
    Email: 'noor@x.example',
    IsActive: true,
  })
  const add = (name: string, fields: Record<string, string | number | null>, stamp: string) =>
    changes.insert('Account', { Name: name, OwnerId: user, ...fields }, { stamp })
  const first = add('alpha', { ERP_Number__c: 3, BillingCity: 'Graz' }, '2026-05-01T07:25:37Z')
  add('Beta 100%', { ERP_Number__c: null, ParentId: first }, '2026-05-01T07:25:37Z')
  add("O'Gamma", { ERP_Number__c: 1 }, '2026-06-01T00:00:00Z')
  const gone = add('Delta', { ERP_Number__c: 2 }, '2026-06-02T00:00:00Z')
  changes.softDelete('Account', gone)
})

const names = (rest: string, all = false): unknown[] => {
  const result = runSoql(`SELECT Name FROM Account ${rest}`, permissions, all, now)
  return Array.from(result.rows, (index) => recordOf(result, index, '66.0')['Name'])
}

const refused = (soql: string): ApiError => {
  try {
    runSoql(soql, permissions, false, now)
  } catch (error) {
    if (error instanceof ApiError) return error
    throw error
  }
  throw new Error(`answered: ${soql}`)
}

test.each([
  ['', ['alpha', 'Beta 100%', "O'Gamma"]],
  ["WHERE Name = 'ALPHA'", ['alpha']],
  ["WHERE Name != 'alpha'", ['Beta 100%', "O'Gamma"]],
  ["WHERE Name LIKE 'b%'", ['Beta 100%']],
  ["WHERE Name LIKE '_lpha'", ['alpha']],
  ["WHERE Name = 'O\\'Gamma'", ["O'Gamma"]],
  ["WHERE Name IN ('alpha', 'O\\'Gamma')", ['alpha', "O'Gamma"]],
  ["WHERE Name NOT IN ('alpha')", ['Beta 100%', "O'Gamma"]],
  ['WHERE ERP_Number__c = null', ['Beta 100%']],
  ['WHERE ERP_Number__c != null', ['alpha', "O'Gamma"]],
  ['WHERE ERP_Number__c > 1', ['alpha']],
  ['WHERE NOT ERP_Number__c > 1', ['Beta 100%', "O'Gamma"]],
  ["WHERE (Name = 'alpha' OR Name = 'O\\'Gamma') AND ERP_Number__c < 2", ["O'Gamma"]],
  [
    'WHERE SystemModstamp >= 2026-05-01T07:25:37Z AND SystemModstamp < 2026-06-01T00:00:00Z',
    ['alpha', 'Beta 100%'],
  ],
  ['WHERE SystemModstamp > 2026-05-01T09:25:37+02:00', ["O'Gamma"]],
  ["WHERE Owner.Email = 'NOOR@x.example' AND Parent.Name = 'alpha'", ['Beta 100%']],
  ['WHERE IsDeleted = true', []],
  ['ORDER BY ERP_Number__c', ['Beta 100%', "O'Gamma", 'alpha']],
  ['ORDER BY ERP_Number__c NULLS LAST', ["O'Gamma", 'alpha', 'Beta 100%']],
  ['ORDER BY ERP_Number__c DESC NULLS LAST', ['alpha', "O'Gamma", 'Beta 100%']],
  ['ORDER BY SystemModstamp DESC, Name DESC', ["O'Gamma", 'Beta 100%', 'alpha']],
  ['ORDER BY SystemModstamp, Id', ['alpha', 'Beta 100%', "O'Gamma"]],
  ['ORDER BY Id DESC LIMIT 1 OFFSET 1', ['Beta 100%']],
  ['WHERE CreatedDate = LAST_N_DAYS:400', ['alpha', 'Beta 100%', "O'Gamma"]],
  ['WHERE CreatedDate = TODAY', []],
])('SELECT Name FROM Account %s', (rest, expected) => {
  expect(names(rest)).toEqual(expected)
})

test('rows named by id are found with 15 and 18 characters, in order, and only when the rest fits', () => {
  const ids = Array.from({ length: 4 }, (_none, index) => idOf('001', index))
  const list = `('${ids[2]}', '${ids[0]?.slice(0, 15)}', '${ids[0]}', '${ids[3]}', '${idOf('001', 99)}')`
  expect(names(`WHERE Id IN ${list}`)).toEqual(['alpha', "O'Gamma"])
  expect(names(`WHERE ERP_Number__c > 1 AND Id IN ${list}`, true)).toEqual(['alpha', 'Delta'])
  expect(names(`WHERE Id NOT IN ${list}`)).toEqual(['Beta 100%'])
  expect(names(`WHERE Id > '${ids[0]}' ORDER BY Id`)).toEqual(['Beta 100%', "O'Gamma"])
  expect(names(`WHERE Id = '${ids[0]}' OR Name LIKE 'B%'`)).toEqual(['alpha', 'Beta 100%'])
})

test('queryAll sees the recycle bin', () => {
  expect(names('WHERE IsDeleted = true', true)).toEqual(['Delta'])
})

test('a record has attributes, then fields in the order asked and the spelling of the schema, then null parents', () => {
  const soql = "select a.parent.name, billingaddress, ID, owner.isactive from account a where name = 'alpha'"
  const result = runSoql(soql, permissions, false, now)
  const record = recordOf(result, result.rows[0] ?? -1, '66.0')
  expect(JSON.stringify(Object.keys(record))).toBe('["attributes","Parent","BillingAddress","Id","Owner"]')
  expect(record).toMatchObject({
    Parent: null,
    BillingAddress: { city: 'Graz', country: null, geocodeAccuracy: null },
    Owner: { attributes: { type: 'User' }, IsActive: true },
  })
})

test('stamps are shown with milliseconds and +0000', () => {
  const result = runSoql('SELECT SystemModstamp, Description FROM Account LIMIT 1', permissions, false, now)
  expect(recordOf(result, 0, '66.0')).toMatchObject({
    SystemModstamp: '2026-05-01T07:25:37.000+0000',
    Description: null,
  })
})

test('aggregates', () => {
  const result = runSoql(
    'SELECT COUNT(Id), MAX(ERP_Number__c) top, COUNT(ERP_Number__c), COUNT_DISTINCT(SystemModstamp) FROM Account',
    permissions,
    false,
    now,
  )
  expect(result.aggregate).toEqual({ expr0: 3, top: 3, expr1: 2, expr2: 2 })
})

describe('refusals', () => {
  test('an unknown field comes with its place', () => {
    expect(refused('SELECT Id, Nme FROM Account').message).toBe(
      "\nSELECT Id, Nme FROM Account\n           ^\nERROR at Row:1:Column:12\nNo such column 'Nme' on entity 'Account'. If you are attempting to use a custom field, be sure to append the '__c' after the custom field name. Please reference your WSDL or the describe call for the appropriate names.",
    )
  })

  test.each([
    ['SELECT Id FORM Account', 'MALFORMED_QUERY'],
    ['SELECT FROM Account', 'MALFORMED_QUERY'],
    ["SELECT Id FROM Account WHERE Name = 'a' AND Name = 'b' OR Name = 'c'", 'MALFORMED_QUERY'],
    ["SELECT Id FROM Account WHERE Name = 'open", 'MALFORMED_QUERY'],
    ['SELECT Id FROM Account LIMIT', 'MALFORMED_QUERY'],
    ['SELECT Id FROM Account;', 'MALFORMED_QUERY'],
    ['SELECT Id, COUNT(Id) FROM Account', 'MALFORMED_QUERY'],
    ['SELECT Id FROM Accountx', 'INVALID_TYPE'],
    ['SELECT Id, Id FROM Account', 'INVALID_FIELD'],
    ['SELECT Boss.Name FROM Account', 'INVALID_FIELD'],
    ['SELECT Id FROM Account WHERE Name = 5', 'INVALID_FIELD'],
    ["SELECT Id FROM Account WHERE ERP_Number__c = '5'", 'INVALID_FIELD'],
    ["SELECT Id FROM Account WHERE SystemModstamp > '2026-01-01T00:00:00Z'", 'INVALID_FIELD'],
    ["SELECT Id FROM Account WHERE Description = 'x'", 'INVALID_FIELD'],
    ['SELECT Id FROM Account ORDER BY BillingAddress', 'INVALID_FIELD'],
    ["SELECT Id FROM Account WHERE Id = 'x'", 'INVALID_QUERY_FILTER_OPERATOR'],
    ["SELECT Id FROM Account WHERE ERP_Number__c LIKE '1%'", 'INVALID_QUERY_FILTER_OPERATOR'],
    ['SELECT Id FROM Account OFFSET 2001', 'NUMBER_OUTSIDE_VALID_RANGE'],
    ['SELECT Id, (SELECT Id FROM Contacts) FROM Account', 'NOT_IN_SANDBOX'],
  ])('%s is %s', (soql, code) => {
    expect(refused(soql).errorCode).toBe(code)
  })
})

test('a fast order is the order of comparing', () => {
  const { tables } = seedCompany(
    { seed: 5, customers: 40, accounts: 50, contactsPerAccount: null, users: undefined },
    () => 'cus',
  )
  const view = new Permissions(
    new Map(tables.map((table) => [table.schema.name.toLowerCase(), table])),
    none,
    () => now,
  )
  const fast = runSoql('SELECT Id FROM Contact ORDER BY SystemModstamp, Id', view, true, now)
  const slow = runSoql(
    'SELECT Id FROM Contact ORDER BY SystemModstamp ASC NULLS LAST, Id, Name',
    view,
    true,
    now,
  )
  expect([...fast.rows]).toEqual([...slow.rows])
})
