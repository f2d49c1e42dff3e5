import { sql } from 'kysely'
import { Gone, Refused } from '../../base/errors.ts'
import type { Tx } from '../../db/db.ts'
import type { RunAnswer } from '../run/answers.ts'
import { meant, type Undoes } from './undone.ts'

interface Undoable {
  readonly reason: string
  readonly appliedAt: Date | null
  readonly finishedAt: Date | null
  readonly counts: RunAnswer['counts']
  readonly settings: unknown
}

/** Refuses what cannot be taken back, each with its reason. Answers the run. */
export const demandUndoable = async (tx: Tx, workspaceId: string, undoes: Undoes): Promise<Undoable> => {
  const { rows } = await sql<Undoable>`
    select reason, applied_at as "appliedAt", finished_at as "finishedAt", counts, settings from runs
    where workspace_id = ${workspaceId} and id = ${undoes.runId}`.execute(tx)
  const [run] = rows
  if (!run) throw noRun()
  if (!run.finishedAt) throw stillRunning()
  if (!run.appliedAt) throw neverApplied()
  if (await hasLines(tx, undoes)) return run
  if (await hasLines(tx, { ...undoes, customerId: null, line: null })) throw nothingThere(undoes)
  throw changes(run.counts) > 0 ? thrownAway() : changedNothing()
}

/** Is there anything to take back? */
const hasLines = async (tx: Tx, undoes: Undoes): Promise<boolean> =>
  (
    await sql`select 1 where exists (select 1 from contact_changes h where ${meant(undoes)})
      or exists (select 1 from changes h where h.about in ('customer', 'account_manager') and ${meant(undoes)})`.execute(
      tx,
    )
  ).rows.length > 0

const changes = (counts: RunAnswer['counts']): number =>
  counts
    ? [counts.customers, counts.contacts, counts.accountManagers]
        .flatMap((of) => Object.values(of))
        .reduce((sum, one) => sum + one, 0)
    : 0

/** Changing settings back does without pins what the undo of their run does with them. */
export const adviceFor = ({ reason, settings }: Undoable, undoes: Undoes): string | null =>
  undoes.customerId === null && undoes.line === null && (settings !== null || /\bswitched\b/.test(reason))
    ? 'This run followed a change under Settings → CRM. Changing it back there brings the same customers back, and pins nothing.'
    : null

const noRun = (): Gone =>
  new Gone({ code: 'run_unknown', what: 'There is no such run.', how: 'See all runs under Activity.' })

const stillRunning = (): Refused =>
  new Refused(
    {
      code: 'run_not_ended',
      what: 'This run has not ended yet.',
      means: 'What it changes is not known before that.',
      how: 'Wait until it has ended, then undo it.',
    },
    409,
  )

const neverApplied = (): Refused =>
  new Refused(
    {
      code: 'run_not_applied',
      what: 'The plan of this run was never carried out.',
      means: 'It changed nothing, so there is nothing to undo.',
    },
    409,
  )

const changedNothing = (): Refused =>
  new Refused(
    {
      code: 'run_changed_nothing',
      what: 'This run changed no customer, contact or account manager.',
      means: 'There is nothing to undo.',
    },
    409,
  )

const thrownAway = (): Refused =>
  new Refused(
    {
      code: 'history_thrown_away',
      what: 'What this run changed is no longer kept.',
      means: 'Its history was older than the workspace keeps, so it cannot be undone any more.',
      who: 'An admin of this workspace',
      how: 'Keep the history for longer under Settings → History, for runs to come.',
    },
    409,
  )

const nothingThere = ({ line }: Undoes): Refused =>
  new Refused(
    line === null
      ? { code: 'nothing_at_customer', what: 'This run changed nothing at this customer that can be undone.' }
      : {
          code: 'line_not_undoable',
          what: 'This change is not one of the run’s that can be undone.',
          means: 'A match is what the sources say. It changes only when they do.',
        },
    409,
  )
