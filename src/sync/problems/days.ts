import { sql } from 'kysely'
import type { Tx } from '../../db/db.ts'

// A problem that comes back after so long is another one, and whoever looked after it may have moved on.
const keptMs = 90 * 24 * 3_600_000

/** Forgets what has been closed for long, with what was decided about it. */
export const forgetOld = async (tx: Tx, workspaceId: string, now: Date): Promise<void> => {
  await sql`with gone as (
      delete from problems where workspace_id = ${workspaceId} and closed_at < ${new Date(now.getTime() - keptMs)}
      returning id
    )
    delete from problem_choices using gone where problem_id = gone.id`.execute(tx)
}

/** Keeps how many there are as this day's figure. A kind that was never there needs no row. */
export const countDay = async (tx: Tx, workspaceId: string, now: Date): Promise<void> => {
  await sql`insert into problem_counts (workspace_id, kind, day, open, snoozed)
    select ${workspaceId}, k.kind, (${now}::timestamptz at time zone 'utc')::date,
      coalesce(o.all_open, 0) - coalesce(o.put_off, 0), coalesce(o.put_off, 0)
    from (
      select kind from problems where workspace_id = ${workspaceId} and closed_at is null
      union select kind from problem_counts where workspace_id = ${workspaceId}
    ) k
    left join (
      select p.kind, count(*) as all_open, count(ch.problem_id) as put_off
      from problems p
      left join problem_choices ch on ch.problem_id = p.id and ch.snoozed_until > ${now}
      where p.workspace_id = ${workspaceId} and p.closed_at is null
      group by p.kind
    ) o on o.kind = k.kind
    on conflict (workspace_id, kind, day) do update set open = excluded.open, snoozed = excluded.snoozed`.execute(
    tx,
  )
}
