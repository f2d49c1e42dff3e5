import { sql } from 'kysely'
import type { Tx } from '../../db/db.ts'
import { undecided } from './answers.ts'
import type { Run } from './runs.ts'

type Decision = 'applied' | 'discarded' | 'superseded'

/** What became of one stored plan. False when it was decided about before. */
export const decideOn = async (
  tx: Tx,
  runId: string,
  decision: Decision,
  by: string | null,
  now: Date,
): Promise<boolean> =>
  (
    await sql`update runs set decision = ${decision}, decided_by = ${by}, decided_at = ${now}
      where id = ${runId} and ${undecided}`.execute(tx)
  ).numAffectedRows === 1n

/**
 * A later run has looked at the same customers: plans that wait are not today's any more. Previews only go when
 * something was changed.
 */
export const supersede = async (
  tx: Tx,
  run: Pick<Run, 'id' | 'workspaceId'>,
  { changed, now }: { readonly changed: boolean; readonly now: Date },
): Promise<void> => {
  await sql`update runs set decision = 'superseded', decided_at = ${now}
    where workspace_id = ${run.workspaceId} and id <> ${run.id} and ${undecided}
      and (state = 'held' or ${changed})`.execute(tx)
}
