import { SANDBOX_USERNAME } from '../credentials.ts'
import { schemas } from '../salesforce/schema.ts'
import { Table } from '../salesforce/table.ts'
import type { Row } from '../salesforce/value.ts'
import type { Chance } from '../random.ts'
import { countries } from './countries.ts'
import { seededUntil } from './stamps.ts'

/** Users before the salespeople: the administrator, the integration user and the system's own. */
const systemUsers = 5
/** Salespeople when nothing else is asked for. */
const usualSellers = 9

const named: readonly (readonly [first: string | null, last: string, local: string])[] = [
  ['Noor', 'Haddad', 'noor.haddad'],
  ['Teodor', 'Ilves', 'teodor.ilves'],
  ['Priyanka', 'Rao', 'priyanka.rao'],
  ['Björk', 'Sæmundsdóttir', 'bjork.saemundsdottir'],
  ['Marcus', 'Delacroix', 'Marcus.Delacroix'],
  ['美月', '高田', 'mizuki.takada'],
  ['Ines', 'Quintana', 'ines.quintana'],
  ['Old', 'Seller', 'old.seller'],
  ['Wanda', 'Leftwich', 'wanda.leftwich'],
]

/** Which of the nine no longer work here; rows they own stay theirs. */
const inactive = new Set([4, 7])
/** One was copied from a sandbox and kept its suffix. */
const suffixed = 8

/** The org's users: `sellers` of them own accounts. */
export const userTable = (chance: Chance, orgId: string, sellers = usualSellers): Table => {
  const schema = schemas.find((one) => one.name === 'User')
  if (!schema) throw new RangeError('no User')
  const table = new Table(schema)
  const stamp = (index: number): number => seededUntil - 86_400 * (30 + index * 3)
  for (const [index, row] of [
    ...system(orgId),
    ...Array.from({ length: sellers }, (_none, at) => seller(chance, at)),
  ].entries()) {
    const dates = { CreatedDate: stamp(index) - 86_400 * 900, LastModifiedDate: stamp(index) }
    const by = { CreatedById: table.id(0), LastModifiedById: table.id(0) }
    table.add({ ...usual, ...row, ...dates, ...by }, stamp(index))
  }
  return table
}

/** The row number of the seller who owns the account numbered `index`; every seventh is the administrator's. */
export const ownerOf = (chance: Chance, index: number, users: Table): number =>
  index % 7 === 3 ? 0 : systemUsers + chance.below('owner', index, users.size - systemUsers)

const usual: Row = {
  IsActive: true,
  UserType: 'Standard',
  TimeZoneSidKey: 'Europe/London',
  LocaleSidKey: 'en_GB',
  CurrencyIsoCode: 'GBP',
  DefaultCurrencyIsoCode: 'GBP',
}

const system = (orgId: string): Row[] => {
  const org = orgId.toLowerCase()
  const machine = (last: string, local: string, type: string): Row => ({
    ...person(null, last, `${local}@${org}`),
    Email: `noreply@${org}`,
    UserType: type,
  })
  return [
    {
      ...person('Avery', 'Admin', SANDBOX_USERNAME),
      Title: 'Salesforce administrator',
      EmployeeNumber: '1001',
    },
    { ...person('Crosswalk', 'Integration', 'integration@northwind-traders.example'), Title: 'Integration' },
    machine('Automated Process', 'autoproc', 'AutomatedProcess'),
    machine('Platform Integration User', 'cloud', 'CloudIntegrationUser'),
    {
      ...person('Security', 'User', `insightssecurity@${org}`),
      Email: `insightssecurity@${org}`,
      UserType: 'Standard',
    },
  ]
}

const person = (first: string | null, last: string, username: string): Row => ({
  FirstName: first,
  LastName: last,
  Name: [first, last].filter(Boolean).join(' '),
  Username: username.toLowerCase(),
  Email: username,
  Alias: username
    .replace(/[^a-z]/gi, '')
    .slice(0, 8)
    .toLowerCase(),
})

const seller = (chance: Chance, at: number): Row => {
  const known = named[at]
  const [first, last, local] = known ?? invented(chance, at)
  const email = `${local}@northwind-traders.example`
  return {
    ...person(first, last, email),
    Email: at === suffixed ? `${email}.invalid` : email,
    IsActive: known ? !inactive.has(at) : at % 25 !== 0,
    Title: at % 3 === 0 ? 'Account executive' : 'Key account manager',
    Department: 'Sales',
    EmployeeNumber: String(2000 + at),
    Phone: `+44 20 7946 ${String(100 + at).padStart(4, '0')}`,
  }
}

const invented = (chance: Chance, at: number): readonly [string, string, string] => {
  const country = chance.pick('seller country', at, countries)
  const [first, firstLatin] = chance.pick('seller first', at, country.first)
  const [last, lastLatin] = chance.pick('seller last', at, country.last)
  return [first, last, `${firstLatin}.${lastLatin}.${at}`]
}
