import { sql } from 'kysely'
import type { Tx } from '../../db/db.ts'
import type { Actor } from '../../db/door.ts'
import type { Jobs } from '../../jobs/jobs.ts'
import { requestRun } from '../run/request.ts'
import { runById, type RunAnswer } from '../run/answers.ts'
import type { Undoes } from './undone.ts'

/** Asks for the run that takes something back; refused while another one is under way. */
export const requestUndo = async (
  tx: Tx,
  jobs: Pick<Jobs, 'ask'>,
  by: Pick<Actor, 'workspaceId' | 'userId' | 'name'>,
  undoes: Undoes,
  now: Date,
): Promise<RunAnswer> => {
  const { run } = await requestRun(tx, jobs, {
    workspaceId: by.workspaceId,
    kind: 'undo',
    trigger: 'manual',
    reason: `${by.name} undid ${extent(undoes)}`,
    reads: [],
    by: { userId: by.userId, name: by.name },
    now,
  })
  await sql`update runs set undoes = ${JSON.stringify(undoes)}::jsonb where id = ${run.id}`.execute(tx)
  return (await runById(tx, by.workspaceId, run.id)) ?? run
}

const extent = ({ customerId, line }: Undoes): string =>
  line !== null ? 'one change' : customerId !== null ? 'what a run did at one customer' : 'a run'
