import { sql } from 'kysely'
import type { Tx } from '../../db/db.ts'
import type { StoredBrake } from '../brakes/measures.ts'
import type { Counts } from './counts.ts'

interface Tally {
  readonly customers: number
  readonly contacts: number
  readonly assignments: number
}

const tally = async (tx: Tx, workspaceId: string): Promise<Tally> => {
  const { rows } = await sql<Tally>`select
    (select count(*) from customers where workspace_id = ${workspaceId}) as customers,
    (select count(*) from contacts where workspace_id = ${workspaceId}) as contacts,
    (select count(*) from assignments where workspace_id = ${workspaceId}) as assignments`.execute(tx)
  return rows[0] ?? { customers: 0, contacts: 0, assignments: 0 }
}

/** What was carried out, or why nothing of it stays. */
export interface InFull {
  readonly counts: Counts
  /** Empty when all adds up. */
  readonly off: readonly StoredBrake[]
}

/**
 * Carries a plan out and counts: what there was, with what the plan adds and takes away, must be what there is. If it
 * is not, nothing `work` did stays, and the answer says what does not add up. `work` resolves with what was planned.
 */
export const inFull = async (tx: Tx, workspaceId: string, work: () => Promise<Counts>): Promise<InFull> => {
  const before = await tally(tx, workspaceId)
  await sql`savepoint applying`.execute(tx)
  const counts = await work()
  const after = await tally(tx, workspaceId)
  const { customers, contacts, accountManagers: managers } = counts
  const off = [
    differs('customers', before.customers + customers.created - customers.removed, after.customers),
    differs('contacts', before.contacts + contacts.created - contacts.removed, after.contacts),
    differs('account managers', before.assignments + managers.assigned - managers.cleared, after.assignments),
  ].filter((one) => one !== null)
  if (off.length > 0) await sql`rollback to savepoint applying`.execute(tx)
  return { counts, off }
}

const differs = (nouns: string, planned: number, found: number): StoredBrake | null =>
  planned === found
    ? null
    : {
        brake: 'unbalanced',
        what: `The receipt does not balance: the plan ends with ${planned} ${nouns}, and carrying it out with ${found}.`,
        count: Math.abs(planned - found),
        limit: 0,
        rows: false,
      }
