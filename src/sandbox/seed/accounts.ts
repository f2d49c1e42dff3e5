import type { Chance } from '../random.ts'
import { schemas } from '../salesforce/schema.ts'
import { Table } from '../salesforce/table.ts'
import type { Columns } from '../salesforce/table.ts'
import { companyAt, lastMade } from './company.ts'
import type { Company } from './company.ts'
import { stampsOf } from './stamps.ts'
import { textureOf, winnerOf } from './texture.ts'
import { ownerOf } from './users.ts'
import { idOf } from '../salesforce/id.ts'

/** What the seed of accounts is made from. */
interface AccountSeed {
  readonly chance: Chance
  readonly accounts: number
  readonly customers: number
  readonly users: Table
  readonly billingId: (index: number) => string
}

/**
 * The accounts. Account n is the company of customer n; those past the last customer have none. What the textures
 * say of merges and deletions is true here.
 */
export const accountTable = (seed: AccountSeed): Table => {
  const schema = schemas.find((one) => one.name === 'Account')
  if (!schema) throw new RangeError('no Account')
  return new Table(
    schema,
    { ...whoColumns(seed), ...whereColumns(seed), ...lifeColumns(seed) },
    seed.accounts,
  )
}

const company = (seed: AccountSeed): ((index: number) => Company) =>
  lastMade((index) => companyAt(seed.chance, index))

const hasCustomer = (seed: AccountSeed, index: number): boolean => index < seed.customers

const whoColumns = (seed: AccountSeed): Columns => {
  const { chance } = seed
  const of = company(seed)
  return {
    Name: (index) => of(index).name,
    Type: (index) =>
      hasCustomer(seed, index)
        ? chance.pick('type', index, ['Customer - Direct', 'Customer - Channel'])
        : 'Prospect',
    ParentId: (index) =>
      hasCustomer(seed, index) && textureOf(index) === 'second' ? idOf('001', index - 1) : null,
    Phone: (index) => (chance.percent('has phone', index, 85) ? of(index).phone : null),
    AccountNumber: (index) =>
      chance.percent('numbered', index, 60) ? `NW-${String(index + 1).padStart(5, '0')}` : null,
    Website: (index) =>
      chance.percent('has site', index, 75)
        ? `${index % 3 === 0 ? 'https://' : ''}www.${of(index).domain}`
        : null,
    Industry: (index) =>
      chance.pick('industry', index, [
        'Agriculture',
        'Banking',
        'Energy',
        'Manufacturing',
        'Retail',
        'Shipping',
        null,
      ]),
    AnnualRevenue: (index) =>
      chance.percent('revenue', index, 55) ? 50_000 * (1 + chance.below('revenue of', index, 4000)) : null,
    NumberOfEmployees: (index) =>
      chance.percent('staff', index, 50) ? 3 + chance.below('staff of', index, 9000) : null,
    Description: (index) =>
      chance.percent('described', index, 12)
        ? `Pays on account.\nCalls on "Mondays", never before 10:00.`
        : null,
    ERP_Number__c: (index) => (chance.percent('erp known', index, 92) ? of(index).erpNumber : null),
    Billing_Id__c: (index) =>
      hasCustomer(seed, index) && chance.percent('billing id', index, 80) ? seed.billingId(index) : null,
    CurrencyIsoCode: (index) => of(index).country.currency.toUpperCase(),
    IsPersonAccount: () => false,
    PersonHasOptedOutOfEmail: () => false,
    Segment__c: (index) => of(index).segment,
    Account_Key__c: (index) => `${of(index).country.code}-${of(index).erpNumber}`,
    Collections_Owner__c: (index) =>
      index % 5 === 0 ? seed.users.id(ownerOf(chance, index + 1, seed.users)) : null,
  }
}

const whereColumns = (seed: AccountSeed): Columns => {
  const of = company(seed)
  const columns: Columns = {}
  for (const [prefix, percent] of [
    ['Billing', 90],
    ['Shipping', 40],
  ] as const) {
    const there = (index: number): boolean => seed.chance.percent(`${prefix} address`, index, percent)
    columns[`${prefix}Street`] = (index) => (there(index) ? `${of(index).street}\n${of(index).name}` : null)
    columns[`${prefix}City`] = (index) => (there(index) ? of(index).city : null)
    columns[`${prefix}PostalCode`] = (index) => (there(index) ? of(index).postalCode : null)
    columns[`${prefix}CountryCode`] = (index) => (there(index) ? of(index).country.code : null)
    columns[`${prefix}Country`] = (index) => (there(index) ? of(index).country.name : null)
  }
  return columns
}

const lifeColumns = (seed: AccountSeed): Columns => {
  const { chance, customers, users } = seed
  const stamps = stampsOf(chance, 'account')
  const merged = (index: number): boolean => winnerOf(index, seed) !== index
  return {
    IsDeleted: (index) => merged(index) || (index < customers && textureOf(index) === 'deleted'),
    MasterRecordId: (index) => (merged(index) ? idOf('001', winnerOf(index, seed)) : null),
    OwnerId: (index) => users.id(ownerOf(chance, index, users)),
    CreatedDate: stamps.created,
    CreatedById: () => users.id(0),
    LastModifiedDate: stamps.changed,
    LastModifiedById: () => users.id(0),
    SystemModstamp: stamps.changed,
  }
}
