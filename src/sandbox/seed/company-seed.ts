import type { CustomerSeed } from '../billing/tool.ts'
import { chance } from '../random.ts'
import { schemas } from '../salesforce/schema.ts'
import { relation, teamMember, userLogin } from '../salesforce/optional-schemas.ts'
import { Table } from '../salesforce/table.ts'
import type { Columns } from '../salesforce/table.ts'
import { accountTable } from './accounts.ts'
import { contactTable } from './contacts.ts'
import { customerSeed } from './customers.ts'
import { seededUntil } from './stamps.ts'
import { userTable } from './users.ts'

/** How large the made-up company is. */
interface Size {
  readonly seed: number
  readonly customers: number
  readonly accounts: number
  readonly contactsPerAccount: number | null
  readonly users: number | undefined
  /** Which org of the company: each has an organization id of its own, and all the same records. */
  readonly org?: number
}

/** The org's tables and the billing tool's customers, agreeing with one another. */
export const seedCompany = (
  size: Size,
  billingId: (index: number) => string,
): { tables: Table[]; customers: CustomerSeed } => {
  const made = chance(size.seed)
  const organization = organizationTable(size.org ?? 0)
  const users = userTable(made, organization.id(0), size.users)
  const accounts = accountTable({ ...size, chance: made, users, billingId })
  const contacts = contactTable({ ...size, chance: made, users, perAccount: size.contactsPerAccount })
  return {
    tables: [accounts, contacts, organization, users, loginTable(users), ...emptyTables()],
    customers: customerSeed(made, size.customers, users),
  }
}

const loginTable = (users: Table): Table => {
  const columns: Columns = {
    UserId: (index) => users.id(index),
    IsFrozen: () => false,
    IsPasswordLocked: () => false,
    LastModifiedDate: (index) => users.stamp(index),
    LastModifiedById: () => users.id(0),
    SystemModstamp: (index) => users.stamp(index),
  }
  return new Table(userLogin, columns, users.size)
}

/** Objects whose rows come with a feature. */
const emptyTables = (): Table[] => [new Table(relation), new Table(teamMember)]

const organizationTable = (number: number): Table => {
  const schema = schemas.find((one) => one.name === 'Organization')
  if (!schema) throw new RangeError('no Organization')
  const table = new Table(schema)
  table.renumber(number)
  const row = {
    Name: 'Northwind Traders',
    IsSandbox: number > 0,
    OrganizationType: 'Enterprise Edition',
    InstanceName: 'NW12',
    DefaultLocaleSidKey: 'en_GB',
    LanguageLocaleKey: 'en_US',
    TimeZoneSidKey: 'Europe/London',
    CreatedDate: seededUntil - 8 * 365 * 86_400,
  }
  table.add(row, seededUntil - 86_400)
  return table
}
