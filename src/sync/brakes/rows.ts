import { sql, type RawBuilder } from 'kysely'
import type * as z from 'zod'
import type { Tx } from '../../db/db.ts'
import type { brakeName } from './contract.ts'
import { lostAccount, replaced } from './measures.ts'

type BrakeName = z.output<typeof brakeName>

/** Which lines of a plan: of contacts, of everything else. */
export interface Among {
  readonly contacts: RawBuilder<unknown>
  readonly others: RawBuilder<unknown>
}

const none = sql`false`
const numbersIn = (lines: RawBuilder<unknown>) => sql`h.number in (${lines})`

/**
 * The lines of a held run that are behind one brake. Without a brake all lines; none, where nothing was planned because
 * the source itself is in doubt.
 */
export const behind = async (
  tx: Tx,
  runId: string,
  brake: BrakeName | undefined,
): Promise<Among | undefined> => {
  if (!brake) return undefined
  const others = (rule: RawBuilder<unknown>): Among => ({
    contacts: none,
    others: numbersIn(sql`select p.number from changes p where p.run_id = ${runId} and ${rule}`),
  })
  if (brake === 'contacts_fall') return { contacts: sql`h.change = 'removed'`, others: none }
  if (brake === 'managers_change') return others(replaced)
  if (brake === 'matches_fall') return others(lostAccount)
  if (brake === 'one_inherits') {
    const heirs = await subjectsOf(tx, runId, brake)
    return others(sql`${replaced} and p.after ->> 'userId' = any (${heirs}::text[])`)
  }
  if (brake === 'last_contact') {
    const emptied = await subjectsOf(tx, runId, brake)
    return {
      contacts: sql`h.change = 'removed' and h.customer_id = any (${emptied}::uuid[])`,
      others: none,
    }
  }
  return brake === 'moved' ? freshSince(runId) : { contacts: none, others: none }
}

const subjectsOf = async (tx: Tx, runId: string, brake: BrakeName): Promise<string[]> => {
  const { rows } = await sql<{ id: string }>`
    select jsonb_array_elements_text(b -> 'subjects') as id
    from runs r, jsonb_array_elements(r.brakes) b where r.id = ${runId} and b ->> 'brake' = ${brake}`.execute(
    tx,
  )
  return rows.map(({ id }) => id)
}

/** Lines that the plan a person approved did not have in this form. */
const freshSince = (runId: string): Among => {
  const approved = sql`(select approves from runs where id = ${runId})`
  return {
    contacts: sql`not exists (select 1 from contact_changes a where a.run_id = ${approved}
      and a.contact_id = h.contact_id and a.change = h.change
      and (a.email, a.first_name, a.last_name, a.phone, a.job_title, a.is_main, a.before)
        is not distinct from (h.email, h.first_name, h.last_name, h.phone, h.job_title, h.is_main, h.before))`,
    others: sql`not exists (select 1 from changes a where a.run_id = ${approved}
      and a.customer_id = h.customer_id and a.about = h.about and a.change = h.change
      and (a.before, a.after) is not distinct from (h.before, h.after))`,
  }
}
