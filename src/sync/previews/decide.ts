import { Gone, Refused } from '../../base/errors.ts'
import { lockWorkspace } from '../../customers/customers.ts'
import type { Tx } from '../../db/db.ts'
import type { Actor } from '../../db/door.ts'
import { demandReady } from '../adopt.ts'
import { acceptable } from '../brakes/doubts.ts'
import type { Planned } from '../plan/planned.ts'
import { decideOn } from '../run/decisions.ts'
import type { SyncParts } from '../run/execute.ts'
import { requestRun } from '../run/request.ts'
import { runById, type RunAnswer } from '../run/answers.ts'
import { readsOf, type Reads } from '../run/runs.ts'

/** Asks for a preview: a run that stores its plan and leaves everything else as it is. */
export const startPreview = async (
  tx: Tx,
  parts: SyncParts,
  by: Actor,
  asked: { readonly settings: Planned; readonly read: 'everything' | 'nothing' },
  now: Date,
): Promise<RunAnswer> => {
  await demandReady(tx, by.workspaceId, asked.settings)
  const reads: Reads = asked.read === 'everything' ? ['billing', 'salesforce'] : []
  const changed = Object.keys(asked.settings).length > 0
  const { run } = await requestRun(tx, parts.jobs, {
    workspaceId: by.workspaceId,
    kind: 'preview',
    trigger: 'manual',
    reason: `${by.name} asked what would change${changed ? ' with other settings' : ''}`,
    reads,
    by,
    now,
    settings: changed ? asked.settings : null,
  })
  return run
}

/**
 * Asks for the run that carries out a stored plan. It plans anew, and applies only when that is the same plan to the
 * letter; otherwise it is held and says what moved. Where a doubt about a source held it, there is no plan yet: the
 * sources are read again, that doubt is taken as the truth, and what then would change is judged as always.
 */
export const applyPlan = async (
  tx: Tx,
  parts: SyncParts,
  by: Actor,
  id: string,
  now: Date,
): Promise<RunAnswer> => {
  await lockWorkspace(tx, by.workspaceId)
  const stored = await decidable(tx, by.workspaceId, id)
  if (!stored.canApply) throw cannotApply(stored)
  const accepts = acceptable(stored.brakes)
  const { run } = await requestRun(tx, parts.jobs, {
    workspaceId: by.workspaceId,
    kind: 'sync',
    trigger: 'approval',
    reason: `${by.name} approved ${stored.kind === 'preview' ? 'a preview' : 'a held sync'}`,
    reads: accepts.length > 0 ? await readsOf(tx, id) : [],
    by,
    now,
    approves: id,
    accepts,
    settings: stored.settings as Planned | null,
  })
  return run
}

/** Drops a stored plan. The customers are as they were all the while. */
export const discardPlan = async (tx: Tx, by: Actor, id: string, now: Date): Promise<RunAnswer> => {
  await lockWorkspace(tx, by.workspaceId)
  const stored = await decidable(tx, by.workspaceId, id)
  if (!(await decideOn(tx, stored.id, 'discarded', by.name, now))) throw decided(stored)
  const run = await runById(tx, by.workspaceId, id)
  if (!run) throw noRun()
  return run
}

const decidable = async (tx: Tx, workspaceId: string, id: string): Promise<RunAnswer> => {
  const stored = await runById(tx, workspaceId, id)
  if (!stored) throw noRun()
  if (stored.decision) throw decided(stored)
  if (stored.state !== 'held' && stored.kind !== 'preview') throw nothingToDecide()
  return stored
}

export const noRun = (): Gone =>
  new Gone({ code: 'run_unknown', what: 'There is no such run.', how: 'See all runs under Activity.' })

const words = {
  applied: 'was carried out already',
  discarded: 'was discarded',
  superseded: 'is out of date: a later run has looked at the same customers',
} as const

const decided = ({ decision }: RunAnswer): Refused =>
  new Refused(
    {
      code: 'plan_decided',
      what: `This plan ${decision ? words[decision.what] : 'is not waiting any more'}.`,
      means: 'Nothing was changed.',
      how: 'Look at the newest run under Activity, or make a new preview.',
    },
    409,
  )

const nothingToDecide = (): Refused =>
  new Refused(
    {
      code: 'no_plan',
      what: 'This run has no plan that waits for a decision.',
      how: 'Only previews and held runs have one.',
    },
    409,
  )

const cannotApply = ({ brakes, state }: RunAnswer): Refused =>
  new Refused(
    {
      code: 'plan_not_applicable',
      what: brakes[0]?.what ?? `The preview is ${state}, so there is no whole plan to carry out.`,
      means: 'This cannot be approved. Nothing was changed.',
      how: brakes.some(({ brake }) => brake === 'other_org')
        ? 'Connect the organization it was connected to, or disconnect Salesforce first.'
        : 'Synchronize again, or make a new preview.',
    },
    409,
  )
