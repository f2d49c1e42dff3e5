import type { Customer, CustomerSeed } from '../billing/tool.ts'
import type { Chance } from '../random.ts'
import { idOf } from '../salesforce/id.ts'
import { companyAt } from './company.ts'
import { textureOf } from './texture.ts'
import { seededUntil } from './stamps.ts'
import type { Table } from '../salesforce/table.ts'
import { ownerOf } from './users.ts'

/** The metadata key that holds the account's id, with every fault people leave in it. */
export const accountKey = 'salesforce_account_id'

/** Ids are given to accounts that never were. */
const beyond = 3_000_000
const hour = 3600

/** The billing tool's customers: customer n pays for the company numbered n. */
export const customerSeed = (chance: Chance, count: number, users: Table): CustomerSeed => ({
  count,
  customer: (index) => customerAt(chance, index, count, users),
})

const customerAt = (chance: Chance, index: number, count: number, users: Table): Customer => {
  const company = companyAt(chance, index)
  const said = accountValue(chance, index)
  const metadata: Record<string, string> = {
    ...(said === null ? {} : { [accountKey]: said }),
    // A decoy: ids of the right shape and the wrong object.
    sfdc_owner_id: users.id(ownerOf(chance, index, users)),
    segment: company.segment,
    region: company.country.region,
    ...(chance.percent('erp billed', index, 88) ? { erp_number: String(company.erpNumber) } : {}),
    ...(index % 10 === 7 ? { collections_note: 'Calls back on Fridays. Do not "cc" the CEO.' } : {}),
  }
  return {
    name:
      textureOf(index) === 'second'
        ? `${companyAt(chance, index - 1).name} (${company.country.name})`
        : company.name,
    email: billingEmail(chance, index, company.domain),
    phone: chance.percent('billing phone', index, 60) ? company.phone : null,
    currency: company.country.currency,
    address: {
      line1: company.street,
      line2: null,
      city: company.city,
      state: null,
      postal_code: company.postalCode,
      country: company.country.code,
    },
    description: null,
    metadata,
    created: seededUntil - (count - index) * hour - chance.below('customer', index, hour),
  }
}

const billingEmail = (chance: Chance, index: number, domain: string): string | null => {
  const local = chance.pick('billing box', index, ['accounts', 'billing', 'invoices', 'ap', 'finance', null])
  return local === null && index % 3 === 0 ? null : `${local ?? 'kontor'}@${domain}`
}

/** What the customer says its account is; null when the key is absent. */
const accountValue = (chance: Chance, index: number): string | null => {
  const id = idOf('001', index)
  switch (textureOf(index)) {
    case 'short':
      return id.slice(0, 15)
    case 'lower':
      return id.slice(0, 15).toLowerCase() + id.slice(15)
    case 'upper':
      return id.toUpperCase()
    case 'blanks':
      return index % 2 === 0 ? `  ${id} ` : `\u00a0${id.slice(0, 15)}\t`
    case 'lightning':
      return `https://northwind-traders.lightning.force.com/lightning/r/Account/${id}/view`
    case 'classic':
      return `https://northwind-traders.my.salesforce.com/${id.slice(0, 15)}?srPos=0&srKp=001`
    case 'never':
      return idOf('001', beyond + index)
    case 'words':
      return chance.pick('words', index, ['n/a', 'see notes', 'TBD - ask Noor', '-'])
    case 'contact':
      return idOf('003', index)
    case 'broken':
      return `${id.slice(0, 17)}${id.endsWith('Z') ? 'Y' : 'Z'}`
    case 'blank':
      return '   '
    case 'absent':
      return null
    case 'second':
      return idOf('001', index - 1)
    default:
      return id
  }
}
