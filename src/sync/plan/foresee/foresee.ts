import { sql } from 'kysely'
import type * as z from 'zod'
import { roomForMany, transaction, type Db, type Tx } from '../../../db/db.ts'
import type { Measures } from '../../brakes/measures.ts'
import type * as contract from '../../contract.ts'
import { countSkipped } from '../counts.ts'
import type { Extent } from '../extent.ts'
import type { Planned } from '../planned.ts'
import { scopeOf, type Scope } from '../scope.ts'
import { wantAssignments } from '../want-assignments.ts'
import { foreseeContacts, type ContactNumbers } from './contacts.ts'
import { foreseeManagers, type ManagerNumbers } from './managers.ts'

/** What the two switches would do, in numbers. */
interface Foreseen {
  readonly answer: z.output<typeof contract.switchPreview>
  readonly measures: Measures
}

const onlyManagers: Extent = { matches: false, managers: 'all', contacts: 'none' }

/**
 * What switching would do, in numbers, at once: from the matches of the last run and from who stands at which account,
 * without working out a plan. What a source said since, and what is pinned, is not in them; a preview shows that, row by
 * row. Writes nothing but temporary tables, which go with the transaction.
 */
export const foresee = async (tx: Tx, workspaceId: string, planned: Planned): Promise<Foreseen> => {
  await roomForMany(tx)
  const scope = await scopeOf(tx, workspaceId, planned)
  const contacts = await foreseeContacts(tx, scope)
  return together(contacts, await foreseeSkipped(tx, scope), await foreseeAssigned(tx, scope))
}

/** The same for somebody who waits: its parts side by side. Measured at 100,000 customers: 0.7 s instead of 1.1. */
export const foreseeSoon = async (db: Db, workspaceId: string, planned: Planned): Promise<Foreseen> => {
  const apart = <T>(part: (tx: Tx, scope: Scope) => Promise<T>): Promise<T> =>
    transaction(db, async (tx) => {
      await roomForMany(tx)
      return part(tx, await scopeOf(tx, workspaceId, planned))
    })
  return together(
    ...(await Promise.all([apart(foreseeContacts), apart(foreseeSkipped), apart(foreseeAssigned)])),
  )
}

const foreseeSkipped = (tx: Tx, scope: Scope): Promise<number> =>
  countSkipped(tx, scope, sql`(select account_id from matches where workspace_id = ${scope.workspaceId})`)

const foreseeAssigned = async (tx: Tx, scope: Scope): Promise<ManagerNumbers> => {
  await wantAssignments(tx, scope, onlyManagers)
  return foreseeManagers(tx, scope.workspaceId)
}

const together = (contacts: ContactNumbers, skipped: number, managers: ManagerNumbers): Foreseen => {
  const { customers, matched, before } = contacts
  const { changed, inherited, heir, ...people } = managers
  return {
    answer: {
      customers,
      matched,
      contacts: {
        arriving: contacts.arriving,
        leaving: contacts.leaving,
        customers: contacts.touched,
        skipped,
        withoutContact: contacts.bare,
        mainContactsChanging: contacts.mains,
      },
      accountManagers: people,
    },
    measures: {
      customers,
      contactsBefore: before,
      contactsAfter: before + contacts.arriving - contacts.leaving,
      lastContacts: contacts.emptied,
      managersChanged: changed,
      inherited,
      heir,
      matchedBefore: matched,
      matchesLost: 0,
    },
  }
}
