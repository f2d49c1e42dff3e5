import type { Measures, StoredBrake } from './measures.ts'
import type { Safety } from './safety.ts'

/** A share of so few rows says nothing: brakes that count in percent let this many pass. */
export const few = 4

/**
 * The rules a plan breaks, with the numbers in words. Pure.
 *
 * `expected` is what the person was shown who asked for the run: what they knew is no surprise, so only what goes
 * beyond it counts.
 */
export const strike = (
  found: Measures,
  safety: Safety,
  expected: Measures | null,
): readonly StoredBrake[] => [
  ...contactsFall(found, safety.contactsFall, expected),
  ...lastContact(found, safety.lastContact, expected),
  ...managersChange(found, safety.managersChange, expected),
  ...oneInherits(found, safety.oneInherits, expected),
  ...matchesFall(found, safety.matchesFall, expected),
]

type Rule = (found: Measures, limit: number | null, expected: Measures | null) => readonly StoredBrake[]

const contactsFall: Rule = (found, limit, expected) => {
  const from = expected ? Math.min(found.contactsBefore, expected.contactsAfter) : found.contactsBefore
  const falling = from - found.contactsAfter
  const allowed = share(limit, from)
  if (falling <= allowed) return []
  // The fall, and not who would leave: others would come, and the rows behind it are more.
  const what = `Contacts would fall from ${number(from)} to ${number(found.contactsAfter)} (${percent(falling, from)} fewer).`
  return [{ brake: 'contacts_fall', what, count: falling, limit: allowed, rows: true }]
}

const lastContact: Rule = (found, limit, expected) => {
  const allowed = limit === null ? Infinity : limit + (expected?.lastContacts ?? 0)
  if (found.lastContacts <= allowed) return []
  const what = `${customers(found.lastContacts)} would lose ${found.lastContacts === 1 ? 'its' : 'their'} last contact.`
  return [
    {
      brake: 'last_contact',
      what,
      count: found.lastContacts,
      limit: allowed,
      rows: true,
      subjects: found.emptied ?? [],
    },
  ]
}

const managersChange: Rule = (found, limit, expected) => {
  const allowed = share(limit, found.customers) + (expected?.managersChanged ?? 0)
  if (found.managersChanged <= allowed) return []
  const part = percent(found.managersChanged, found.customers)
  const what = `${customers(found.managersChanged)} of ${number(found.customers)} would change account manager or lose it (${part}).`
  return [{ brake: 'managers_change', what, count: found.managersChanged, limit: allowed, rows: true }]
}

const oneInherits: Rule = (found, limit, expected) => {
  const allowed = share(limit, found.customers) + (expected?.inherited ?? 0)
  if (!found.heir || found.inherited <= allowed) return []
  const what = `${found.heir.name} would take over ${customers(found.inherited)} of ${number(found.customers)} (${percent(found.inherited, found.customers)}).`
  return [
    {
      brake: 'one_inherits',
      what,
      count: found.inherited,
      limit: allowed,
      rows: true,
      subjects: [found.heir.id],
    },
  ]
}

const matchesFall: Rule = (found, limit, expected) => {
  const allowed = share(limit, found.matchedBefore) + (expected?.matchesLost ?? 0)
  if (found.matchesLost <= allowed) return []
  const part = percent(found.matchesLost, found.matchedBefore)
  const what = `${customers(found.matchesLost)} of ${number(found.matchedBefore)} would lose ${found.matchesLost === 1 ? 'its' : 'their'} Salesforce account (${part}).`
  return [{ brake: 'matches_fall', what, count: found.matchesLost, limit: allowed, rows: true }]
}

/** So many rows may go; all of them where the brake is off. */
const share = (limit: number | null, of: number): number =>
  limit === null ? Infinity : Math.max(few, Math.floor((of * limit) / 100))

const number = (value: number): string => value.toLocaleString('en-US')
const customers = (value: number): string => `${number(value)} ${value === 1 ? 'customer' : 'customers'}`

/** "50 %", never apart on two lines; never rounded up to all, nor down to nothing. */
const percent = (part: number, of: number): string => {
  if (of === 0) return '100\u00a0%'
  const exact = (part / of) * 100
  return part < of && exact > 99 ? 'over 99\u00a0%' : `${Math.max(1, Math.round(exact))}\u00a0%`
}
