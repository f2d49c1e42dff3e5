import { outsideRoute, route, type Route, type Visit } from '../../db/door.ts'
import type { SyncParts } from '../run/execute.ts'
import { requestRun, runJob } from '../run/request.ts'
import { assignTo, putOff, subjectOf, takeUp } from './choices.ts'
import * as contract from './contract.ts'
import { exportProblems } from './export.ts'
import { countProblems, getProblem, listProblems, type Asking } from './list.ts'
import * as verbs from './verbs.ts'

const asking = ({ by, now }: Pick<Visit, 'by' | 'now'>): Asking => ({
  workspaceId: by.workspaceId,
  userId: by.userId,
  now,
})

export const problemRoutes = (parts: SyncParts): readonly Route[] => [
  route(contract.listProblems, verbs.see, (visit, asked) => listProblems(visit.tx, asking(visit), asked)),
  route(contract.countProblems, verbs.see, (visit) => countProblems(visit.tx, asking(visit))),
  route(contract.getProblem, verbs.see, (visit, { id }) => getProblem(visit.tx, asking(visit), id)),
  outsideRoute(contract.exportProblems, verbs.download, async ({ db, by, now, audit }, asked) => {
    audit({ subject: 'problems', detail: { ...(asked.kind && { kind: asked.kind }) } })
    return { name: 'problems.csv', lines: exportProblems(db, asking({ by, now }), asked) }
  }),
  ...choiceRoutes,
  route(contract.recheckProblem, verbs.recheck, async (visit, { id }) => {
    const { tx, by, now, audit, after } = visit
    const { customer, subject } = await getProblem(tx, asking(visit), id)
    const about = customer?.name ?? subject
    audit({ subject: about })
    const asked = await requestRun(tx, parts.jobs, {
      workspaceId: by.workspaceId,
      kind: 'sync',
      trigger: 'manual',
      reason: `${by.name} re-checked ${about}`,
      reads: ['billing', 'salesforce'],
      by: { userId: by.userId, name: by.name },
      now,
    })
    after(async () => parts.jobs.wake(runJob))
    return asked
  }),
]

const choiceRoutes: readonly Route[] = [
  route(contract.assignProblem, verbs.assign, async (visit, { id, userId }) => {
    await assign(visit, [id], userId)
    return getProblem(visit.tx, asking(visit), id)
  }),
  route(contract.assignProblems, verbs.assign, async (visit, { ids, userId }) => ({
    problems: await assign(visit, ids, userId),
  })),
  route(contract.snoozeProblem, verbs.snooze, async (visit, { id, ...until }) => {
    await snooze(visit, [id], until)
    return getProblem(visit.tx, asking(visit), id)
  }),
  route(contract.snoozeProblems, verbs.snooze, async (visit, { ids, ...until }) => ({
    problems: await snooze(visit, ids, until),
  })),
  route(contract.unsnoozeProblem, verbs.unsnooze, async ({ tx, by, audit }, { id }) => {
    audit({ subject: await subjectOf(tx, by.workspaceId, [id]) })
    await takeUp(tx, by.workspaceId, id)
    return { ok: true as const }
  }),
]

const assign = async (
  { tx, by, audit }: Visit,
  ids: readonly string[],
  userId: string | null,
): Promise<number> => {
  audit({ subject: await subjectOf(tx, by.workspaceId, ids), detail: { userId, problems: ids.length } })
  return assignTo(tx, by, ids, userId)
}

const snooze = async (
  { tx, by, now, audit }: Visit,
  ids: readonly string[],
  { until, reason }: { readonly until: string; readonly reason: string },
): Promise<number> => {
  audit({
    subject: await subjectOf(tx, by.workspaceId, ids),
    detail: { until, reason, problems: ids.length },
  })
  return putOff(tx, by, ids, { until: new Date(until), reason, now })
}
