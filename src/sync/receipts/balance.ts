import type { ObjectRead } from './object-reads.ts'

/** How many there were, came, went and are. `before` is null where nothing is known of earlier. */
export interface Total {
  readonly before: number | null
  readonly created: number
  readonly removed: number
  readonly after: number
}

/** What must add up. Totals and lines are null where nothing has been carried out, or planned, yet. */
export interface Balanced {
  readonly reads: readonly ObjectRead[]
  readonly totals: { readonly customers: Total; readonly contacts: Total } | null
  /** What the plan says it holds, and the lines that are stored of it. */
  readonly lines: { readonly planned: number; readonly stored: number } | null
}

/**
 * Null when everything adds up; otherwise one sentence that names what does not. Pure.
 *
 * Rule: each row that came is new, changed, unchanged, older than ours or a repetition; what there was, plus what came,
 * less what went, is what there is; and no fewer came than the source said there are, unless every id was asked for.
 * What was not counted (by runs before there were receipts) says nothing.
 */
export const balance = ({ reads, totals, lines }: Balanced): string | null => {
  for (const read of reads) {
    const wrong = tooFew(read) ?? unaccounted(read) ?? rowsOff(read)
    if (wrong) return wrong
  }
  if (lines && lines.planned !== lines.stored)
    return `The plan counts ${changes(lines.planned)}, and ${number(lines.stored)} are stored.`
  return totals && (totalOff('customers', totals.customers) ?? totalOff('contacts', totals.contacts))
}

const tooFew = (read: ObjectRead): string | null => {
  const { asked, sweep, after } = read
  const came = read.came ?? read.read
  if (came < read.read)
    return `Of ${nameOf(read)}, ${number(read.read)} were read within the window, and only ${number(came)} came in all.`
  if (sweep && sweep.read < sweep.asked)
    return `The source has ${number(sweep.asked)} ${nameOf(read)}, and gave ${number(sweep.read)} ids.`
  if (sweep && after !== null && after < sweep.asked)
    return `The source has ${number(sweep.asked)} ${nameOf(read)}, and we hold ${number(after)}.`
  if (asked !== null && came < asked && !sweep)
    return `The source said it has ${number(asked)} ${nameOf(read)}, and ${number(came)} came.`
  return null
}

const unaccounted = (read: ObjectRead): string | null => {
  const { came, created, changed, unchanged, older, repeated } = read
  const parts = [created, changed, unchanged, older, repeated].filter((part) => part !== null)
  if (came === null || parts.length < 5) return null
  if (parts.some((part) => part < 0)) return `A count of ${nameOf(read)} is below zero.`
  const sum = parts.reduce((all, part) => all + part, 0)
  if (sum === came) return null
  return `${number(came)} ${nameOf(read)} came, and what became of them adds up to ${number(sum)}.`
}

const rowsOff = (read: ObjectRead): string | null => {
  const { before, created, returned, removed, after } = read
  if (before === null || created === null || returned === null || after === null) return null
  return totalOff(nameOf(read), { before, created: created + returned, removed, after })
}

const totalOff = (name: string, { before, created, removed, after }: Total): string | null => {
  if (before === null || before + created - removed === after) return null
  return `There were ${number(before)} ${name}, ${number(created)} came and ${number(removed)} went, and there are ${number(after)}.`
}

const names: Readonly<Record<string, string>> = {
  User: 'Salesforce users',
  Account: 'Salesforce accounts',
  Contact: 'Salesforce contacts',
  AccountContactRelation: 'Salesforce contact relations',
  customers: 'customers of the billing tool',
  customer_contacts: 'contacts of the billing tool',
}

const nameOf = ({ object }: ObjectRead): string => names[object] ?? object
const number = (value: number): string => value.toLocaleString('en-US')
const changes = (value: number): string => `${number(value)} ${value === 1 ? 'change' : 'changes'}`
