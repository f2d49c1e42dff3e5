import { sql } from 'kysely'
import type { Tx } from '../../db/db.ts'

/** What a line says, whoever planned it and when. */
const contactLine = sql`change, customer_id, contact_id, source, source_id, email, first_name, last_name, phone, job_title,
  is_main, source_created_at, before`
const otherLine = sql`about, change, customer_id, subject, before, after`

/** How many lines one plan has and the other has not, each way. None, when the two are the same plan. */
export const movedSince = async (
  tx: Tx,
  plans: { readonly approved: string; readonly now: string },
): Promise<{ readonly fresh: number; readonly gone: number }> => {
  const only = (one: string, other: string) => sql<number>`(
    (select count(*) from (
      select ${contactLine} from contact_changes where run_id = ${one}
      except select ${contactLine} from contact_changes where run_id = ${other}) k)
    + (select count(*) from (
      select ${otherLine} from changes where run_id = ${one}
      except select ${otherLine} from changes where run_id = ${other}) o))::int`
  const { rows } = await sql<{ fresh: number; gone: number }>`
    select ${only(plans.now, plans.approved)} as fresh, ${only(plans.approved, plans.now)} as gone`.execute(
    tx,
  )
  return rows[0] ?? { fresh: 0, gone: 0 }
}
