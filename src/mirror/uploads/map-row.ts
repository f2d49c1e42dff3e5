import type { BillingContact, BillingCustomer } from '../../connectors/connector.ts'
import type { CsvRow } from '../../connectors/csv/csv.ts'
import { byColumn, mapRow, type Mapping } from '../../connectors/csv/mapping.ts'
import type { Upload } from './tables.ts'

/** A row that can be used. A row of a contact file has no customer. */
export interface Taken {
  readonly line: number
  readonly customer: BillingCustomer | null
  readonly contact: BillingContact | null
}

/** A row that cannot, and why. `customerId` is set when it is a customer's own row and says which. */
export interface LeftOut {
  readonly line: number
  readonly reason: string
  readonly customerId: string | null
}

/** Reads one row as the mapping says. */
export const takeRow = (
  file: Pick<Upload, 'kind' | 'columns'>,
  mapping: Mapping,
  row: CsvRow,
): Taken | LeftOut => {
  const cells = byColumn(file.columns, row.cells)
  if (file.kind === 'contacts') {
    const mapped = mapRow<'contacts'>(mapping, 'contacts', cells)
    if (!mapped.ok) return leftOut(row, mapped.problems)
    const problem = contactProblem(mapped.row)
    return problem ? leftOut(row, [{ problem }]) : { line: row.line, customer: null, contact: mapped.row }
  }
  const mapped = mapRow<'customers'>(mapping, 'customers', cells)
  const ownId = cells[mapping.targets.externalId ?? '']?.trim() ?? ''
  if (!mapped.ok) return leftOut(row, mapped.problems, ownId)
  const problem = customerProblem(mapped.row.customer)
  return problem ? leftOut(row, [{ problem }], ownId) : { line: row.line, ...mapped.row }
}

const leftOut = (row: CsvRow, problems: readonly { readonly problem: string }[], ownId = ''): LeftOut => ({
  line: row.line,
  reason: problems.map(({ problem }) => problem).join(' '),
  customerId: ownId === '' ? null : ownId,
})

// Ids and names are looked up by index, whose entries PostgreSQL limits to 2,704 bytes.
const longestId = 255
const longestName = 500

const customerProblem = ({ id, name }: BillingCustomer): string | null => {
  if (id.length > longestId) return `The external id is longer than ${longestId} characters.`
  return name.length > longestName ? `The name is longer than ${longestName} characters.` : null
}

const contactProblem = ({ id, customerId }: BillingContact): string | null => {
  if (customerId.length > longestId)
    return `The external id of the customer is longer than ${longestId} characters.`
  if (id.length > 2 * longestId) return 'The id, or the name, of this contact is too long.'
  return id === mainContactId(customerId)
    ? `Crosswalk itself uses the contact id “${id}”. Choose another.`
    : null
}

/** The id of the contact a customer's own row names. The reader gives it, and `sets.ts` tells by it in SQL. */
const mainContactId = (customerId: string): string => `${customerId}:main`

/** The row as people see it before they apply it: target → value. */
export const shownRow = (mapping: Mapping, { customer, contact }: Taken): Record<string, string | null> => ({
  ...(customer ? { externalId: customer.id, name: customer.name } : {}),
  ...(contact && !customer
    ? {
        customerExternalId: contact.customerId,
        contactId: mapping.targets.contactId === undefined ? null : contact.id,
        main: mapping.targets.main === undefined ? null : contact.main ? 'yes' : 'no',
      }
    : {}),
  email: contact?.email ?? null,
  firstName: contact?.firstName ?? null,
  lastName: contact?.lastName ?? null,
  phone: contact?.phone ?? null,
  jobTitle: contact?.jobTitle ?? null,
})
