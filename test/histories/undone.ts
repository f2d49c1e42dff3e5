import type { Standing, StandingContact } from './standing.ts'

/** Which of a run's changes are taken back. */
export type Among = (
  about: 'customer' | 'contact' | 'account_manager',
  subject: string,
  customer: string,
) => boolean

/** What was before the run, what it made of it, and what later runs made of that. */
export interface Times {
  readonly before: Standing
  readonly after: Standing
  readonly now: Standing
}

/**
 * The rule, in plain words of its own: what came with the run goes; what went comes back, unless it is back; a value that
 * changed is what it was, where what has it is still there; everything else is as it is now. Who is main contact is a
 * question of its own, `mainsOf`.
 */
export const undone = ({ before, after, now }: Times, among: Among): Omit<Standing, never> => {
  const customers = backAndForth(
    { before: before.customers, after: after.customers, now: now.customers },
    (id) => among('customer', id, id),
    (was) => was,
  )
  const there = (customer: string): boolean => customers.has(customer)
  const contacts = backAndForth(
    { before: before.contacts, after: after.contacts, now: now.contacts },
    (id, one) => among('contact', id, one.customerId),
    mended,
    same,
  )
  const managers = backAndForth(
    { before: before.managers, after: after.managers, now: now.managers },
    (id) => among('account_manager', id, id),
    (was) => was,
  )
  return {
    customers,
    contacts: new Map([...contacts].filter(([, { customerId }]) => there(customerId))),
    managers: new Map([...managers].filter(([customer]) => there(customer))),
  }
}

const backAndForth = <T>(
  { before, after, now }: Record<'before' | 'after' | 'now', ReadonlyMap<string, T>>,
  among: (id: string, one: T) => boolean,
  mend: (was: T, became: T, is: T) => T,
  equal: (a: T, b: T) => boolean = (a, b) => a === b,
): Map<string, T> => {
  const found = new Map(now)
  for (const [id, became] of after) if (!before.has(id) && among(id, became)) found.delete(id)
  for (const [id, was] of before) {
    if (!among(id, was)) continue
    const [became, is] = [after.get(id), now.get(id)]
    if (became === undefined) found.set(id, is ?? was)
    else if (is !== undefined && !equal(was, became)) found.set(id, mend(was, became, is))
  }
  return found
}

const same = (a: StandingContact, b: StandingContact): boolean =>
  Object.keys(a.values).every((key) => a.values[key] === b.values[key])

const mended = (was: StandingContact, became: StandingContact, is: StandingContact): StandingContact => ({
  ...is,
  values: Object.fromEntries(
    Object.entries(is.values).map(([key, value]) => [
      key,
      was.values[key] === became.values[key] ? value : (was.values[key] ?? null),
    ]),
  ),
})

/**
 * Who has to be main contact of each customer, by customer, where there is no doubt: whom a person chose; else whom the
 * run had deposed or removed; else who is, unless the run had put them there.
 */
export const mainsOf = (
  { before, after, now }: Times,
  among: Among,
  left: Standing,
  chosen: ReadonlySet<string>,
): Map<string, string> => {
  const found = new Map<string, string>()
  const keep = (id: string, { customerId }: StandingContact): void => {
    if (left.contacts.has(id) && !found.has(customerId)) found.set(customerId, id)
  }
  for (const [id, one] of left.contacts) if (chosen.has(id)) keep(id, one)
  for (const [id, was] of before.contacts) {
    const removed = !after.contacts.has(id) && !now.contacts.has(id)
    const deposed = after.contacts.get(id)?.main === false
    if (was.main && (removed || deposed) && among('contact', id, was.customerId)) keep(id, was)
  }
  for (const [id, is] of now.contacts) {
    const raised = before.contacts.get(id)?.main === false && after.contacts.get(id)?.main === true
    if (is.main && !(raised && among('contact', id, is.customerId))) keep(id, is)
  }
  return found
}
