import { sql } from 'kysely'
import { Refused } from '../../base/errors.ts'
import type { Tx } from '../../db/db.ts'
import type { Actor } from '../../db/door.ts'
import { noProblem } from './list.ts'

/** What people decide about problems. Kept under the problem's id, so that it is found again when one comes back. */

/** What the audit says it was done to: the problem, or how many. Rejects with `Gone` when none of them is there. */
export const subjectOf = async (tx: Tx, workspaceId: string, ids: readonly string[]): Promise<string> => {
  const { rows } = await sql<{ subject: string }>`
    select subject from problems where workspace_id = ${workspaceId} and id = any (${[...ids]}::uuid[])
    order by lower(subject), id`.execute(tx)
  const [first] = rows
  if (!first) throw noProblem()
  return rows.length === 1 ? first.subject : `${first.subject} and ${rows.length - 1} more`
}

/** Gives problems to a user, or to nobody. Answers how many. */
export const assignTo = async (
  tx: Tx,
  { workspaceId }: Pick<Actor, 'workspaceId'>,
  ids: readonly string[],
  userId: string | null,
): Promise<number> => {
  if (userId !== null) await colleague(tx, workspaceId, userId)
  const written = await sql`
    insert into problem_choices (problem_id, workspace_id, assignee)
    select id, workspace_id, ${userId}::uuid from problems
    where workspace_id = ${workspaceId} and id = any (${[...ids]}::uuid[]) order by id
    on conflict (problem_id) do update set assignee = excluded.assignee`.execute(tx)
  return Number(written.numAffectedRows ?? 0n)
}

/** Somebody who can see it: an owner of accounts whom nobody let in cannot. */
const colleague = async (tx: Tx, workspaceId: string, userId: string): Promise<void> => {
  const { rows } = await sql`select 1 from users
    where workspace_id = ${workspaceId} and id = ${userId} and removed_at is null and status <> 'created'`.execute(
    tx,
  )
  if (rows.length > 0) return
  throw new Refused({
    code: 'assignee_unknown',
    what: 'This person cannot sign in here, so they would not see the problem.',
    who: 'An owner or admin of this workspace',
    how: 'Invite them under Settings → Team, or choose somebody else.',
  })
}

/** Puts problems off until then. Answers how many. */
export const putOff = async (
  tx: Tx,
  { workspaceId, name }: Pick<Actor, 'workspaceId' | 'name'>,
  ids: readonly string[],
  { until, reason, now }: { readonly until: Date; readonly reason: string; readonly now: Date },
): Promise<number> => {
  if (until <= now)
    throw new Refused({
      code: 'snooze_past',
      what: 'This moment has passed already.',
      how: 'Choose a later one.',
    })
  const written = await sql`
    insert into problem_choices (problem_id, workspace_id, snoozed_until, snooze_reason, snoozed_by)
    select id, workspace_id, ${until}::timestamptz, ${reason}, ${name} from problems
    where workspace_id = ${workspaceId} and id = any (${[...ids]}::uuid[]) order by id
    on conflict (problem_id) do update set snoozed_until = excluded.snoozed_until,
      snooze_reason = excluded.snooze_reason, snoozed_by = excluded.snoozed_by`.execute(tx)
  return Number(written.numAffectedRows ?? 0n)
}

/** Lets a problem count again. */
export const takeUp = async (tx: Tx, workspaceId: string, id: string): Promise<void> => {
  await sql`update problem_choices set snoozed_until = null, snooze_reason = null, snoozed_by = null
    where workspace_id = ${workspaceId} and problem_id = ${id}`.execute(tx)
}
